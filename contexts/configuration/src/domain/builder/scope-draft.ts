import type { Constraint } from '../model/canonical-model.ts';
import type {
  AdviceRule,
  DefaultRule,
  EligibilityRule,
  InstanceSum,
  NumberRelation,
  ValidityRule,
} from '../model/configuration-definition.ts';
import type { ValueSet } from '../model/value-set.ts';
import type { FormulaLiteral, WeightedVariable } from './formula.ts';
import type { ScopeVariable } from './scope-variable.ts';

/** A scope while it is built: variables by themselves instead of indices, which are known when all are there. */
export interface ScopeDraft {
  /** Empty for the offering, else the path of the part with instances. */
  readonly path: string;
  readonly variables: Map<string, ScopeVariable>;
  readonly constraints: DraftConstraint[];
  readonly relations: Drafted<NumberRelation, 'left' | 'right'>[];
  readonly defaults: Drafted<DefaultRule>[];
  readonly eligibility: Drafted<EligibilityRule>[];
  readonly advice: AdviceRule[];
  readonly validity: Drafted<ValidityRule>[];
  /** Over the instances of this scope. */
  readonly sums: Drafted<InstanceSum>[];
}

/** With variables where the definition has indices. */
export type Drafted<Of, Members extends keyof Of = 'variable' & keyof Of> = Omit<Of, Members> & {
  readonly [Member in Members]: ScopeVariable;
};

export interface DraftConstraint extends Pick<Constraint, 'ruleId' | 'origin' | 'messageKey'> {
  readonly bodies: readonly DraftBody[];
}

export type DraftClause = readonly FormulaLiteral[];

export type DraftBody =
  | { readonly kind: 'clauses'; readonly clauses: readonly DraftClause[] }
  | {
      readonly kind: 'sum';
      readonly terms: readonly WeightedVariable[];
      readonly lower: number | null;
      readonly upper: number | null;
    }
  | {
      readonly kind: 'table';
      readonly variables: readonly ScopeVariable[];
      readonly rows: readonly (readonly ValueSet[])[];
    };

export function scopeDraft(path: string): ScopeDraft {
  return {
    path,
    variables: new Map(),
    constraints: [],
    relations: [],
    defaults: [],
    eligibility: [],
    advice: [],
    validity: [],
    sums: [],
  };
}
