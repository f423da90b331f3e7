import { Decimal, decimal } from '@quotewright/kernel';
import type { Relation, Scalar } from '../expression/expression.ts';
import type { ValueSet } from '../model/value-set.ts';
import { boundOf, type Comparison, type LinearComparison, type Term } from './comparison.ts';
import { ALWAYS, all, among, any, except, type Formula, NEVER, not, sumWithin } from './formula.ts';
import { MAX_SUM } from './limits.ts';
import { compares, point } from './number-range.ts';
import type { ScopeNames } from './scope-names.ts';
import { comparableValues, comparingValues, presentValues, type ScopeVariable } from './scope-variable.ts';

/** Says what is wrong and stands for it: the offering is not built, whatever it says. */
export type Refuse = (code: string, message: string) => Formula;

/**
 * A comparison with an absent value is false, and so is `!=`: it holds of what is there and different. A quantity of 0
 * is a number as any other. In a sum an absent number counts as 0.
 */
export function lowerComparison(comparison: Comparison, names: ScopeNames, refuse: Refuse): Formula {
  switch (comparison.kind) {
    case 'constant':
      return comparison.value ? ALWAYS : NEVER;
    case 'value': {
      const variable = names.variable(comparison.variable);
      return among(variable, valuesWhere(variable, comparison.relation, comparison.value));
    }
    case 'member':
      return among(names.variable(comparison.member), comparison.isMember ? [[1, 1]] : [[0, 0]]);
    case 'pair':
      return pair(names.variable(comparison.left), names.variable(comparison.right), comparison.isEqual);
    case 'linear':
      return linear(comparison, names, refuse);
    case 'unfit':
      return refuse(comparison.code, comparison.message);
  }
}

export function valuesWhere(variable: ScopeVariable, relation: Relation, value: Scalar): ValueSet {
  if (typeof value === 'object') return comparingValues(variable, relation, decimal(value.number));
  const index = variable.indexOf.get(String(value));
  const same: ValueSet = index === undefined || index === variable.absent ? [] : [[index, index]];
  if (relation === '=') return same;
  const others = not(among(variable, same));
  const present = all([others, among(variable, presentValues(variable))]);
  return present.kind === 'literal'
    ? present.in
    : present === ALWAYS
      ? [[0, variable.values.length - 1]]
      : [];
}

/** Equal: each value of one brings the same of the other with it. */
function pair(left: ScopeVariable, right: ScopeVariable, isEqual: boolean): Formula {
  const values = left.values.flatMap((value, index) => (index === left.absent ? [] : [{ value, index }]));
  const same = (value: string): Formula => {
    const index = right.indexOf.get(value);
    return index === undefined || index === right.absent ? NEVER : among(right, [[index, index]]);
  };
  return all([
    among(left, presentValues(left)),
    among(right, presentValues(right)),
    ...values.map(({ value, index }) =>
      any([except(left, [[index, index]]), isEqual ? same(value) : not(same(value))]),
    ),
  ]);
}

function linear(comparison: LinearComparison, names: ScopeNames, refuse: Refuse): Formula {
  const { terms, sums, constant, relation, sides } = comparison;
  if (sums.length > 0) {
    return refuse('EXPR_NONLINEAR', 'sum(…) is compared with a number, in a rule of its own without "if"');
  }
  const presence = sides.map((side) => comparable(names.variable(side)));
  const [only] = terms;
  if (only === undefined) return compares(point(constant), relation, ZERO_POINT) ? all(presence) : NEVER;
  if (terms.length === 1 && names.variable(only.variable).isInterval) {
    return all([...presence, interval(only, relation, constant, names, refuse)]);
  }
  const free = terms.find(({ variable }) => names.variable(variable).isInterval);
  if (free !== undefined) {
    const reason = `"${free.variable.name}" is a free number: it can be compared with constants, or in a rule of its own with one other number`;
    return refuse('EXPR_NONLINEAR', reason);
  }
  return all([...presence, finite(terms, relation, constant, names, refuse)]);
}

const ZERO_POINT = decimal('0');

function comparable(variable: ScopeVariable): Formula {
  return among(variable, comparableValues(variable));
}

function interval(
  term: Term,
  relation: Relation,
  constant: Decimal,
  names: ScopeNames,
  refuse: Refuse,
): Formula {
  const bound = boundOf(term, relation, constant);
  if (bound === undefined)
    return refuse('EXPR_NONLINEAR', `"${term.variable.name}" is compared with no finite decimal`);
  const variable = names.variable(term.variable);
  const there =
    typeof bound === 'string'
      ? bound === 'always'
        ? comparable(variable)
        : NEVER
      : among(variable, comparingValues(variable, bound.relation, bound.to));
  const isAbsent = not(comparable(variable));
  return compares(point(constant), relation, ZERO_POINT) ? any([there, isAbsent]) : there;
}

function finite(
  terms: readonly Term[],
  relation: Relation,
  constant: Decimal,
  names: ScopeNames,
  refuse: Refuse,
): Formula {
  const scaled = scaledTerms(terms, constant, names.variable);
  if (scaled === undefined)
    return refuse('LIMIT', `sums: at most ${MAX_SUM} after decimals became whole numbers`);
  return within(relation, scaled.bound, (lower, upper) => sumWithin(scaled.terms, lower, upper));
}

/** Bounds of a whole number that is compared with a whole number. */
function within(
  relation: Relation,
  bound: number,
  between: (lower: number | null, upper: number | null) => Formula,
): Formula {
  switch (relation) {
    case '=':
      return between(bound, bound);
    case '!=':
      return not(between(bound, bound));
    case '<':
      return between(null, bound - 1);
    case '<=':
      return between(null, bound);
    case '>':
      return between(bound + 1, null);
    case '>=':
      return between(bound, null);
  }
}

/** In whole numbers: what each value adds, and what the sum is compared with. Undefined where that is too large. */
export function scaledTerms(
  terms: readonly Term[],
  constant: Decimal,
  variableOf: (declared: Term['variable']) => ScopeVariable,
) {
  const exact = terms.map(({ variable: declared, factor }) => {
    const variable = variableOf(declared);
    return {
      variable,
      weights: (variable.numbers ?? []).map((range) => (range?.max ?? ZERO_POINT).times(factor)),
    };
  });
  const places = Math.max(
    constant.decimalPlaces(),
    ...exact.map(({ weights }) =>
      weights.reduce((most, weight) => Math.max(most, weight.decimalPlaces()), 0),
    ),
  );
  const scale = new Decimal(10).pow(places);
  const scaled = exact.map(({ variable, weights }) => ({
    variable,
    weights: weights.map((weight) => weight.times(scale).toNumber() + 0),
  }));
  const bound = constant.negated().times(scale).toNumber() + 0;
  const largest = scaled.reduce(
    (sum, { weights }) => sum + weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0),
    Math.abs(bound),
  );
  return largest > MAX_SUM ? undefined : { terms: scaled, bound };
}
