import { Decimal, ZERO } from '@quotewright/kernel';
import type { Expression, Operand, Reference, Relation, Scalar } from '../expression/expression.ts';
import type { Declarations } from './declare-variables.ts';
import type { DeclaredVariable } from './declared-variable.ts';
import { compares, point } from './number-range.ts';

/** What a comparison compares, after both sides were put together. */
export type Comparison =
  | { readonly kind: 'constant'; readonly value: boolean }
  /** One variable with one value. */
  | {
      readonly kind: 'value';
      readonly variable: DeclaredVariable;
      readonly relation: Relation;
      readonly value: Scalar;
    }
  /** Whether a multi-valued characteristic has a value. */
  | { readonly kind: 'member'; readonly member: DeclaredVariable; readonly isMember: boolean }
  /** Two variables that are no numbers. */
  | {
      readonly kind: 'pair';
      readonly left: DeclaredVariable;
      readonly right: DeclaredVariable;
      readonly isEqual: boolean;
    }
  | LinearComparison
  | { readonly kind: 'unfit'; readonly code: string; readonly message: string };

/** `Σ factor · variable + constant relation 0`. */
export interface LinearComparison {
  readonly kind: 'linear';
  readonly terms: readonly Term[];
  /** Terms that are added up over the instances of a part. */
  readonly sums: readonly Term[];
  readonly constant: Decimal;
  readonly relation: Relation;
  /** Variables that are a side by themselves: absent ones make it false, where those in sums count as 0. */
  readonly sides: readonly DeclaredVariable[];
}

export interface Term {
  readonly variable: DeclaredVariable;
  readonly factor: Decimal;
}

type Compare = Extract<Expression, { op: 'compare' }>;

const FLIPPED: Readonly<Record<Relation, Relation>> = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

export function comparisonOf({ left, relation, right }: Compare, declarations: Declarations): Comparison {
  if (left.kind === 'scalar' && right.kind !== 'scalar') {
    return comparisonOf(
      { op: 'compare', left: right, relation: FLIPPED[relation], right: left },
      declarations,
    );
  }
  if (left.kind === 'scalar' && right.kind === 'scalar') return scalars(left.value, relation, right.value);
  const one = variableIn(left, declarations);
  const other = variableIn(right, declarations);
  if ([one, other].some((side) => side?.maxLength !== undefined)) {
    return unfit('EXPR_TYPE', 'what a text says is for defaults, warnings and recommendations only');
  }
  if (one !== undefined && right.kind === 'scalar')
    return withValue(one, relation, right.value, declarations);
  if ([one, other].some((side) => side !== undefined && declarations.members.has(side.name))) {
    return unfit('EXPR_TYPE', 'what can have several values is compared with one value at a time');
  }
  if (one !== undefined && other !== undefined && !isNumber(one) && !isNumber(other)) {
    return relation === '=' || relation === '!='
      ? { kind: 'pair', left: one, right: other, isEqual: relation === '=' }
      : unfit('EXPR_TYPE', 'only numbers have an order');
  }
  return linear(left, relation, right, declarations);
}

function unfit(code: string, message: string): Comparison {
  return { kind: 'unfit', code, message };
}

function scalars(left: Scalar, relation: Relation, right: Scalar): Comparison {
  if (typeof left === 'object' && typeof right === 'object') {
    const value = compares(point(new Decimal(left.number)), relation, new Decimal(right.number));
    return { kind: 'constant', value };
  }
  if (relation !== '=' && relation !== '!=') return unfit('EXPR_TYPE', 'only numbers have an order');
  return { kind: 'constant', value: (left === right) === (relation === '=') };
}

function withValue(
  variable: DeclaredVariable,
  relation: Relation,
  value: Scalar,
  { members }: Declarations,
): Comparison {
  const own = members.get(variable.name);
  if (own === undefined) return { kind: 'value', variable, relation, value };
  if (relation !== '=' && relation !== '!=') return unfit('EXPR_TYPE', 'only numbers have an order');
  const isMember = relation === '=';
  const member = own.find(({ memberOf }) => memberOf?.value === value);
  // One that the specification knows and the offering does not sell.
  return member === undefined ? { kind: 'constant', value: !isMember } : { kind: 'member', member, isMember };
}

function variableIn(operand: Operand, { variables, members }: Declarations): DeclaredVariable | undefined {
  if (operand.kind !== 'reference' || !('variable' in operand.of)) return undefined;
  const name = operand.of.variable;
  const [first] = members.get(name) ?? [];
  // A multi-valued characteristic, as one.
  return variables.get(name) ?? (first === undefined ? undefined : { ...first, name });
}

function isNumber({ content }: DeclaredVariable): boolean {
  return content.kind === 'numbers';
}

function linear(left: Operand, relation: Relation, right: Operand, declarations: Declarations): Comparison {
  const sides: DeclaredVariable[] = [];
  const terms = new Map<DeclaredVariable, Decimal>();
  const sums = new Map<DeclaredVariable, Decimal>();
  let constant = ZERO;
  for (const [operand, sign] of [
    [left, 1],
    [right, -1],
  ] as const) {
    if (operand.kind === 'scalar') {
      if (typeof operand.value !== 'object') return unfit('EXPR_TYPE', 'only numbers can be added up');
      constant = constant.plus(new Decimal(operand.value.number).times(sign));
      continue;
    }
    const parts = operand.kind === 'linear' ? operand.terms : [{ factor: '1', of: operand.of }];
    if (operand.kind === 'linear') constant = constant.plus(new Decimal(operand.constant).times(sign));
    for (const { factor, of } of parts) {
      const name = nameIn(of);
      const variable = name === undefined ? undefined : declarations.variables.get(name);
      if (variable === undefined || !isNumber(variable)) {
        return unfit(
          'EXPR_TYPE',
          `${name === undefined ? 'what the request says' : `"${name}"`} is no number of the model`,
        );
      }
      if (operand.kind === 'reference') sides.push(variable);
      const into = 'sum' in of ? sums : terms;
      into.set(variable, (into.get(variable) ?? ZERO).plus(new Decimal(factor).times(sign)));
    }
  }
  return { kind: 'linear', terms: effective(terms), sums: effective(sums), constant, relation, sides };
}

function nameIn(of: Reference | { readonly sum: string }): string | undefined {
  if ('sum' in of) return of.sum;
  return 'variable' in of ? of.variable : undefined;
}

function effective(terms: ReadonlyMap<DeclaredVariable, Decimal>): readonly Term[] {
  return [...terms].flatMap(([variable, factor]) => (factor.isZero() ? [] : [{ variable, factor }]));
}

/** What the only variable is compared with. Whole numbers keep to whole numbers; undefined where no decimal says it. */
export function boundOf(
  { variable, factor }: Term,
  relation: Relation,
  constant: Decimal,
): { readonly relation: Relation; readonly to: Decimal } | 'always' | 'never' | undefined {
  const turned = factor.isNegative() ? FLIPPED[relation] : relation;
  const to = constant.negated().dividedBy(factor);
  if (to.times(factor).equals(constant.negated()) && to.decimalPlaces() <= 12)
    return { relation: turned, to };
  if (variable.content.kind !== 'numbers' || !variable.content.whole) return undefined;
  if (turned === '=') return 'never';
  if (turned === '!=') return 'always';
  return turned === '<' || turned === '<='
    ? { relation: '<=', to: to.floor() }
    : { relation: '>=', to: to.ceil() };
}
