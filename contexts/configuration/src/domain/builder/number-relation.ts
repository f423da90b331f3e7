import type { Decimal } from '@quotewright/kernel';
import type { Relation } from '../expression/expression.ts';
import type { LinearComparison } from './comparison.ts';
import type { DeclaredVariable } from './declared-variable.ts';

/** `left relation right + offset`: a rule by itself, which holds where one of both is absent. */
export interface PlainRelation {
  readonly left: DeclaredVariable;
  readonly relation: Relation;
  readonly right: DeclaredVariable;
  readonly offset: Decimal;
}

/** The comparison of two numbers, moved against each other; undefined where it is another one. */
export function plainRelation({
  terms,
  sums,
  constant,
  relation,
}: LinearComparison): PlainRelation | undefined {
  const [first, second] = terms;
  if (first === undefined || second === undefined || terms.length > 2 || sums.length > 0) return undefined;
  if (!first.factor.plus(second.factor).isZero()) return undefined;
  const [left, right] = first.factor.isPositive() ? [first, second] : [second, first];
  const offset = constant.negated().dividedBy(left.factor);
  return offset.times(left.factor).equals(constant.negated()) && offset.decimalPlaces() <= 12
    ? { left: left.variable, relation, right: right.variable, offset }
    : undefined;
}

/** Strict and fractional comparisons of whole numbers as comparisons with both ends; undefined where there is none. */
export function closedRelation({ left, relation, offset }: PlainRelation) {
  if (relation === '!=') return undefined;
  if (!isWhole(left)) return relation === '<' || relation === '>' ? undefined : { relation, offset };
  if (relation === '=') return offset.isInteger() ? { relation, offset } : undefined;
  if (relation === '<') return { relation: '<=' as const, offset: offset.ceil().minus(1) };
  if (relation === '>') return { relation: '>=' as const, offset: offset.floor().plus(1) };
  return { relation, offset: relation === '<=' ? offset.floor() : offset.ceil() };
}

export function isWhole({ content }: DeclaredVariable): boolean {
  return content.kind === 'numbers' && content.whole;
}
