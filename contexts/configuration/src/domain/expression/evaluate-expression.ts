import { Decimal, decimal } from '@quotewright/kernel';
import type { Candidate, Expression, Operand, Reference, Relation, Scalar } from './expression.ts';

/** Null: there is none. Undefined: not known (yet). */
export type Known = Scalar | null | undefined;

/** What is known when an expression is evaluated. */
export interface Facts {
  variable(id: string): Known;
  context(name: string): string | number | boolean | undefined;
  isPresent(path: string): boolean | undefined;
  /** Over the instances of a part; decimal text. */
  sum(id: string): string | undefined;
}

/** True, false, or not known (Kleene's logic): what is unknown decides nothing unless the rest decides it. */
export type Truth = boolean | undefined;

/**
 * Comparisons with something absent are false, `!=` too: whoever is not there differs from nothing. In sums an absent
 * number is 0.
 */
export function evaluateExpression(expression: Expression, facts: Facts): Truth {
  switch (expression.op) {
    case 'constant':
      return expression.value;
    case 'and':
      return all(expression.of.map((part) => evaluateExpression(part, facts)));
    case 'or':
      return not(all(expression.of.map((part) => not(evaluateExpression(part, facts)))));
    case 'not':
      return not(evaluateExpression(expression.of, facts));
    case 'implies': {
      const left = evaluateExpression(expression.left, facts);
      const right = evaluateExpression(expression.right, facts);
      return left === false || right === true
        ? true
        : left === undefined || right === undefined
          ? undefined
          : false;
    }
    case 'iff': {
      const left = evaluateExpression(expression.left, facts);
      const right = evaluateExpression(expression.right, facts);
      return left === undefined || right === undefined ? undefined : left === right;
    }
    case 'true': {
      const value = facts.variable(expression.variable);
      return value === undefined ? undefined : value === true;
    }
    case 'present':
      return facts.isPresent(expression.path);
    case 'in': {
      const value = valueOf(expression.of, facts);
      if (value === undefined || value === null) return value === null ? false : undefined;
      return expression.values.some((candidate) => isCandidate(value, candidate));
    }
    case 'compare': {
      const left = operandOf(expression.left, facts);
      const right = operandOf(expression.right, facts);
      if (left === null || right === null) return false;
      return left === undefined || right === undefined ? undefined : holds(left, expression.relation, right);
    }
  }
}

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

function valueOf(reference: Reference, facts: Facts): Known {
  if ('variable' in reference) return facts.variable(reference.variable);
  const value = facts.context(reference.context);
  return typeof value === 'number' ? { number: String(value) } : value;
}

function operandOf(operand: Operand, facts: Facts): Known {
  if (operand.kind === 'scalar') return operand.value;
  if (operand.kind === 'reference') return valueOf(operand.of, facts);
  let sum = decimal(operand.constant);
  for (const { factor, of } of operand.terms) {
    const value = 'sum' in of ? numberOf(facts.sum(of.sum)) : facts.variable(of.variable);
    if (value === undefined) return undefined;
    if (value === null) continue;
    if (typeof value !== 'object') return undefined;
    sum = sum.plus(decimal(factor).times(decimal(value.number)));
  }
  // Sums may be longer than what kernel reads as a decimal: what is compared is not read, only compared.
  return { number: sum.toFixed() };
}

const numberOf = (text: string | undefined) => (text === undefined ? undefined : { number: text });

function isCandidate(value: Scalar, candidate: Candidate): boolean {
  if (typeof candidate !== 'object' || !('from' in candidate)) return holds(value, '=', candidate);
  return typeof value === 'object' && within(value.number, candidate);
}

function within(number: string, { from, to }: { readonly from: string; readonly to: string }): boolean {
  const value = new Decimal(number);
  return value.greaterThanOrEqualTo(from) && value.lessThanOrEqualTo(to);
}

function holds(left: Scalar, relation: Relation, right: Scalar): boolean {
  if (typeof left !== 'object' || typeof right !== 'object')
    return relation === '=' ? left === right : relation === '!=' && left !== right;
  return ORDERS[relation](new Decimal(left.number).comparedTo(right.number));
}

const ORDERS: Readonly<Record<Relation, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};
