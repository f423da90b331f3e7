import type { Constraint, ConstraintBody, Literal, VariableKind } from '../domain/model/canonical-model.ts';
import type {
  NumberRelation,
  ScopeDefinition,
  VariableDefinition,
} from '../domain/model/configuration-definition.ts';
import { otherValues, valueSet } from '../domain/model/value-set.ts';

/** A variable as tests write it; everything else follows from its values. */
export interface SmallVariable {
  readonly values: readonly string[];
  readonly kind?: VariableKind;
  readonly type?: VariableDefinition['type'];
  readonly owner?: string;
  readonly defaultValue?: string;
  readonly defaultInput?: string;
  readonly intervals?: VariableDefinition['intervals'];
  readonly memberOf?: string;
}

export type SmallRule =
  /** Where all values on the left are, one of those on the right is. */
  | { readonly id: string; readonly where: Values; readonly must: Values }
  /** As many as that have one of the values. */
  | { readonly id: string; readonly of: Values; readonly lower: number | null; readonly upper: number | null }
  | {
      readonly id: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (readonly string[])[])[];
    };

/** By variable: some of its values. */
type Values = Readonly<Record<string, readonly string[]>>;

export interface SmallScope {
  readonly variables: Readonly<Record<string, SmallVariable>>;
  readonly rules?: readonly SmallRule[];
  readonly relations?: readonly (Omit<NumberRelation, 'left' | 'right' | 'messageKey'> & {
    readonly left: string;
    readonly right: string;
  })[];
  readonly defaults?: readonly { readonly id: string; readonly variable: string; readonly value: string }[];
  readonly eligibility?: readonly {
    readonly id: string;
    readonly variable: string;
    readonly removes: readonly string[];
    readonly market: string;
  }[];
  readonly validity?: readonly {
    readonly id: string;
    readonly variable: string;
    readonly removes: readonly string[];
    readonly until: string;
  }[];
  readonly advice?: ScopeDefinition['advice'];
}

const NONE = '~';

/** A scope from names, for tests: messages are the ids of rules, names those of variables in capitals. */
export function smallScope(small: SmallScope): ScopeDefinition {
  const ids = Object.keys(small.variables).sort();
  const at = (id: string) => ids.indexOf(id);
  const valuesOf = (id: string) => (small.variables[id] as SmallVariable).values;
  const set = (id: string, values: readonly string[]) =>
    valueSet(values.map((value) => valuesOf(id).indexOf(value)));
  const literal = (id: string, values: readonly string[]): Literal => ({
    variable: at(id),
    in: set(id, values),
  });
  const unless = (id: string, values: readonly string[]): Literal => ({
    variable: at(id),
    in: otherValues(set(id, values), valuesOf(id).length),
  });
  const bodyOf = (rule: SmallRule): ConstraintBody => {
    if ('must' in rule) {
      const left = Object.entries(rule.where).map(([id, values]) => unless(id, values));
      const right = Object.entries(rule.must).map(([id, values]) => literal(id, values));
      return { kind: 'clauses', clauses: [[...left, ...right]] };
    }
    if ('of' in rule) {
      const terms = Object.entries(rule.of).map(([id, values]) => ({
        variable: at(id),
        weights: valuesOf(id).map((value) => (values.includes(value) ? 1 : 0)),
      }));
      return { kind: 'sum', terms, lower: rule.lower, upper: rule.upper };
    }
    const rows = rule.rows.map((row) =>
      row.map((values, column) => set(rule.columns[column] as string, values)),
    );
    return { kind: 'table', variables: rule.columns.map(at), rows };
  };
  const constraints = (small.rules ?? []).map(
    (rule): Constraint => ({ ruleId: rule.id, origin: 'rule', messageKey: rule.id, bodies: [bodyOf(rule)] }),
  );
  return {
    model: {
      variables: ids.map((id) => ({
        id,
        kind: small.variables[id]?.kind ?? kindOf(id),
        values: valuesOf(id),
      })),
      constraints: constraints.toSorted((a, b) => (a.ruleId < b.ruleId ? -1 : 1)),
    },
    variables: ids.map((id) => definedOf(id, small.variables[id] as SmallVariable)),
    relations: (small.relations ?? []).map((relation) => ({
      ...relation,
      messageKey: relation.ruleId,
      left: at(relation.left),
      right: at(relation.right),
    })),
    defaults: (small.defaults ?? []).map(({ id, variable, value }) => ({
      ruleId: id,
      variable: at(variable),
      value: valuesOf(variable).indexOf(value),
    })),
    eligibility: (small.eligibility ?? []).map(({ id, variable, removes, market }) => ({
      ruleId: id,
      messageKey: id,
      variable: at(variable),
      removes: set(variable, removes),
      when: {
        op: 'compare',
        relation: '=',
        left: { kind: 'reference', of: { context: 'market' } },
        right: { kind: 'scalar', value: market },
      },
    })),
    advice: small.advice ?? [],
    validity: (small.validity ?? []).map(({ id, variable, removes, until }) => ({
      ruleId: id,
      messageKey: id,
      variable: at(variable),
      removes: set(variable, removes),
      until,
    })),
  };
}

function kindOf(id: string): VariableKind {
  return id.endsWith('@quantity') ? 'quantity' : id.endsWith('@count') ? 'count' : 'choice';
}

function definedOf(id: string, variable: SmallVariable): VariableDefinition {
  const quantity = kindOf(id) !== 'choice';
  const absent = variable.values.indexOf(quantity ? '0' : NONE);
  const { defaultValue, defaultInput, intervals, memberOf } = variable;
  return {
    name: id.toUpperCase(),
    owner: variable.owner ?? id.slice(0, Math.max(id.lastIndexOf('/'), 0)),
    type: variable.type ?? (quantity ? 'integer' : 'enum'),
    absent: absent < 0 ? null : absent,
    defaultValue: defaultValue === undefined ? null : variable.values.indexOf(defaultValue),
    ...(defaultInput !== undefined && { defaultInput }),
    ...(intervals !== undefined && { intervals }),
    ...(memberOf !== undefined && { memberOf }),
  };
}
