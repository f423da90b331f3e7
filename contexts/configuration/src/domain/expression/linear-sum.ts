import { type Decimal, decimalProblem, decimalText, ONE, ZERO } from '@quotewright/kernel';
import type { LinearTerm, Operand } from './expression.ts';
import { ExpressionRefusal } from './expression-refusal.ts';

type Summand = LinearTerm['of'];

interface Term {
  readonly of: Summand;
  readonly factor: Decimal;
}

/** A number, or a sum of numbers times variables. Each variable has one term, in the order of first mention. */
export interface LinearSum {
  readonly terms: Map<string, Term>;
  readonly constant: Decimal;
}

export function constantSum(constant: Decimal): LinearSum {
  return { terms: new Map(), constant };
}

export function summandSum(of: Summand): LinearSum {
  return { terms: new Map([[keyOf(of), { of, factor: ONE }]]), constant: ZERO };
}

/** Uses up `left`: a long sum is built term by term and must not be copied each time. */
export function sumWith(left: LinearSum, right: LinearSum, position: number): LinearSum {
  for (const [key, { of, factor }] of right.terms) {
    left.terms.set(key, { of, factor: exact((left.terms.get(key)?.factor ?? ZERO).plus(factor), position) });
  }
  return { terms: left.terms, constant: exact(left.constant.plus(right.constant), position) };
}

export function scaled({ terms, constant }: LinearSum, by: Decimal, position: number): LinearSum {
  const times = (of: Decimal) => exact(of.times(by), position);
  return {
    terms: new Map([...terms].map(([key, { of, factor }]) => [key, { of, factor: times(factor) }])),
    constant: times(constant),
  };
}

/** In the least form: a number, one variable, or a sum. Terms with the factor 0 stay, so that their names are checked. */
export function operandOf({ terms, constant }: LinearSum): Operand {
  const [first] = terms.values();
  if (first === undefined) return { kind: 'scalar', value: { number: decimalText(constant) } };
  if (terms.size === 1 && 'variable' in first.of && first.factor.equals(ONE) && constant.isZero()) {
    return { kind: 'reference', of: first.of };
  }
  return {
    kind: 'linear',
    terms: [...terms.values()].map(({ factor, of }) => ({ factor: decimalText(factor), of })),
    constant: decimalText(constant),
  };
}

function keyOf(of: Summand): string {
  return 'sum' in of ? `sum ${of.sum}` : `variable ${of.variable}`;
}

/** Keeps to what kernel reads as a decimal, which also leaves room to multiply without rounding. */
export function exact(value: Decimal, position: number): Decimal {
  const problem = decimalProblem(decimalText(value));
  if (problem === undefined) return value;
  throw new ExpressionRefusal('EXPR_SYNTAX', position, `what is calculated here ${problem}`);
}
