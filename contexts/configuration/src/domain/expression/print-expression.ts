import type { Candidate, Expression, LinearTerm, Operand, Reference, Scalar } from './expression.ts';
import { contextText, enclosed, nameText } from './tokens.ts';

/** From the loosest to the tightest; what holds no other expression is tighter than all. */
const TIGHTNESS = { iff: 1, implies: 2, or: 3, and: 4, not: 5 } as const;

/**
 * The expression in its one form of text, with no parentheses but those it needs: what the parser made is parsed to
 * the same again. Recursive: expressions are only so deep as their parser lets them be.
 */
export function printExpression(expression: Expression): string {
  switch (expression.op) {
    case 'constant':
      return String(expression.value);
    case 'true':
      return nameText(expression.variable);
    case 'present':
      return `has ${nameText(expression.path)}`;
    case 'compare':
      return `${operandText(expression.left)} ${expression.relation} ${operandText(expression.right)}`;
    case 'in':
      return `${referenceText(expression.of)} in ${candidatesText(expression.values)}`;
    case 'not':
      return `not ${within(expression.of, TIGHTNESS.not)}`;
    case 'and':
    case 'or': {
      const tightness = TIGHTNESS[expression.op];
      return expression.of.map((part) => within(part, tightness + 1)).join(` ${expression.op} `);
    }
    case 'implies':
    case 'iff': {
      // The right side needs none: both bind from the right.
      const tightness = TIGHTNESS[expression.op];
      const right = within(expression.right, tightness);
      return `${within(expression.left, tightness + 1)} ${expression.op} ${right}`;
    }
  }
}

function within(part: Expression, tightness: number): string {
  const text = printExpression(part);
  return part.op in TIGHTNESS && TIGHTNESS[part.op as keyof typeof TIGHTNESS] < tightness
    ? `(${text})`
    : text;
}

function operandText(operand: Operand): string {
  if (operand.kind === 'scalar') return scalarText(operand.value);
  if (operand.kind === 'reference') return referenceText(operand.of);
  const summands = operand.terms.map(termText);
  return [...summands, ...(operand.constant === '0' ? [] : [operand.constant])]
    .map((text, index) => (index === 0 ? text : text.startsWith('-') ? ` - ${text.slice(1)}` : ` + ${text}`))
    .join('');
}

function termText({ factor, of }: LinearTerm): string {
  const text = 'sum' in of ? `sum(${nameText(of.sum)})` : nameText(of.variable);
  if (factor === '1') return text;
  return factor === '-1' ? `-${text}` : `${factor} * ${text}`;
}

function referenceText(of: Reference): string {
  return 'context' in of ? contextText(of.context) : nameText(of.variable);
}

function candidatesText(candidates: readonly Candidate[]): string {
  const texts = candidates.map((candidate) =>
    typeof candidate === 'object' && 'from' in candidate
      ? `${candidate.from}..${candidate.to}`
      : scalarText(candidate),
  );
  const [only] = candidates;
  const isRange = texts.length === 1 && typeof only === 'object' && 'from' in only;
  return isRange ? texts.join('') : `(${texts.join(', ')})`;
}

function scalarText(value: Scalar): string {
  if (typeof value === 'string') return enclosed(value, "'");
  return typeof value === 'boolean' ? String(value) : value.number;
}
