import type { UvlFormula } from './uvl-model.ts';

/**
 * A formula in the words of rules. Operands that are put together themselves stand in parentheses, so that nobody needs
 * to know what binds tighter. Recursive: a formula is at most `MAX_FORMULA_DEPTH` deep.
 */
export function formulaText(formula: UvlFormula, literal: (feature: string) => string): string {
  const operand = (of: UvlFormula): string => {
    const text = formulaText(of, literal);
    return of.op === 'feature' || of.op === 'constant' || of.op === 'not' ? text : `(${text})`;
  };
  switch (formula.op) {
    case 'feature':
      return literal(formula.name);
    case 'constant':
      return String(formula.value);
    case 'not': {
      const text = operand(formula.of);
      // A comparison in parentheses too: a word right before it would seem to belong to its left side.
      return `not ${formula.of.op === 'feature' && text.includes(' ') ? `(${text})` : text}`;
    }
    case 'and':
    case 'or':
      return formula.of.map(operand).join(` ${formula.op} `);
    case 'implies':
    case 'iff':
      return `${operand(formula.left)} ${formula.op} ${operand(formula.right)}`;
  }
}
