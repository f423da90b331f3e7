import { type Decimal, decimal, decimalProblem } from '@quotewright/kernel';
import type { Expression, Operand, Reference } from './expression.ts';
import { ExpressionRefusal } from './expression-refusal.ts';
import { type LinearSum, operandOf, summandSum } from './linear-sum.ts';
import type { Token } from './tokens.ts';

/** What was read, before it is known whether a condition or a value is wanted. */
export type Part = { readonly position: number } & (
  | { readonly kind: 'condition'; readonly expression: Expression }
  | { readonly kind: 'reference'; readonly of: Reference }
  | { readonly kind: 'scalar'; readonly value: string | boolean }
  | { readonly kind: 'sum'; readonly sum: LinearSum }
);

export function conditionOf(part: Part): Expression {
  switch (part.kind) {
    case 'condition':
      return part.expression;
    case 'reference':
      return 'variable' in part.of
        ? { op: 'true', variable: part.of.variable }
        : {
            op: 'compare',
            relation: '=',
            left: { kind: 'reference', of: part.of },
            right: { kind: 'scalar', value: true },
          };
    case 'scalar':
      if (typeof part.value === 'boolean') return { op: 'constant', value: part.value };
      throw syntax(part, 'a text is no condition: compare it with something');
    case 'sum':
      throw syntax(part, 'a number is no condition: compare it with something');
  }
}

export function valueOf(part: Part): Operand {
  switch (part.kind) {
    case 'condition':
      throw syntax(part, 'a value must stand here, not a condition');
    case 'sum':
      return operandOf(part.sum);
    default:
      return part.kind === 'scalar'
        ? { kind: 'scalar', value: part.value }
        : { kind: 'reference', of: part.of };
  }
}

export function sumOf(part: Part): LinearSum {
  if (part.kind === 'sum') return part.sum;
  if (part.kind === 'reference' && 'variable' in part.of) return summandSum(part.of);
  if (part.kind === 'reference') {
    const message = 'only numbers, variables and sum(…) can be calculated with, not what the request says';
    throw new ExpressionRefusal('EXPR_NONLINEAR', part.position, message);
  }
  throw syntax(part, 'only numbers can be calculated with');
}

export function numberOf(token: Token): Decimal {
  const problem = decimalProblem(token.text);
  if (problem !== undefined) throw syntax(token, `"${token.text}" ${problem}`);
  return decimal(token.text);
}

export function syntax({ position }: { readonly position: number }, message: string): ExpressionRefusal {
  return new ExpressionRefusal('EXPR_SYNTAX', position, message);
}
