import { shown, type UvlErrors } from './uvl-errors.ts';
import type { UvlLine, UvlToken } from './uvl-lines.ts';
import { MAX_FORMULA_DEPTH, type UvlFormula } from './uvl-model.ts';

type Binary = 'and' | 'or' | 'implies' | 'iff';

/** From the loosest to the tightest; all bind from the left. */
const BINARY: Readonly<Record<string, { readonly op: Binary; readonly tightness: number }>> = {
  '<=>': { op: 'iff', tightness: 1 },
  '=>': { op: 'implies', tightness: 2 },
  '|': { op: 'or', tightness: 3 },
  '&': { op: 'and', tightness: 4 },
};

const NOT_TIGHTNESS = 5;

const ARITHMETIC = new Set(['+', '-', '*', '/', '==', '!=', '<', '>', '<=', '>=', '=']);

interface Operand {
  readonly formula: UvlFormula;
  readonly depth: number;
}

/** What waits for its right operand. A bracket waits for its other half. */
interface Waiting {
  readonly op: Binary | 'not' | '(';
  readonly tightness: number;
  readonly token: UvlToken;
}

/**
 * Literals, `! & | => <=>` and parentheses. Operators wait on a stack of their own, so that a hostile formula can
 * neither exhaust the call stack nor be deeper than `MAX_FORMULA_DEPTH`. Undefined after an error.
 */
export function parseConstraint(
  { tokens }: UvlLine,
  isFeature: (name: string) => boolean,
  errors: UvlErrors,
): UvlFormula | undefined {
  const operands: Operand[] = [];
  const waiting: Waiting[] = [];
  const refuse = (at: { line: number; column: number }, message: string) => {
    errors.add(at, message);
    return undefined;
  };

  /** Applies what binds at least as tightly; false when the formula becomes too deep. */
  const reduce = (tightness: number): boolean => {
    for (;;) {
      const last = waiting.at(-1);
      if (last === undefined || last.op === '(' || last.tightness < tightness) return true;
      waiting.pop();
      const right = operands.pop() as Operand;
      const made =
        last.op === 'not' ? negation(right) : combination(last.op, operands.pop() as Operand, right);
      if (made.depth > MAX_FORMULA_DEPTH) {
        errors.add(last.token, `the constraint is more than ${MAX_FORMULA_DEPTH} levels deep`);
        return false;
      }
      operands.push(made);
    }
  };

  let expectsOperand = true;
  for (const [index, token] of tokens.entries()) {
    const binary = token.kind === 'symbol' ? BINARY[token.text] : undefined;
    if (expectsOperand && isSymbol(token, '(')) {
      waiting.push({ op: '(', tightness: 0, token });
    } else if (expectsOperand && isSymbol(token, '!')) {
      waiting.push({ op: 'not', tightness: NOT_TIGHTNESS, token });
    } else if (expectsOperand && (token.kind === 'name' || token.kind === 'quoted')) {
      const beyond = beyondBoolean(tokens[index + 1]);
      if (beyond !== undefined) return refuse(beyond.at, beyond.message);
      const formula = literal(token, isFeature);
      if (formula === undefined) return refuse(token, `there is no feature ${shown(token.text)}`);
      operands.push({ formula, depth: 1 });
      expectsOperand = false;
    } else if (!expectsOperand && binary !== undefined) {
      if (!reduce(binary.tightness)) return undefined;
      waiting.push({ ...binary, token });
      expectsOperand = true;
    } else if (!expectsOperand && isSymbol(token, ')')) {
      if (!reduce(0)) return undefined;
      if (waiting.pop() === undefined) return refuse(token, '")" has no "("');
    } else {
      const { at, message } = beyondBoolean(token) ?? {
        at: token,
        message: `${shown(token.text)} is not expected here`,
      };
      return refuse(at, message);
    }
  }
  const last = tokens.at(-1) ?? tokens[0];
  if (expectsOperand) return refuse(last, `the constraint ends too early, with ${shown(last.text)}`);
  if (!reduce(0)) return undefined;
  const unclosed = waiting.at(-1);
  if (unclosed !== undefined) return refuse(unclosed.token, '"(" has no ")"');
  return operands[0]?.formula;
}

function isSymbol({ kind, text }: UvlToken, symbol: string): boolean {
  return kind === 'symbol' && text === symbol;
}

function literal({ kind, text }: UvlToken, isFeature: (name: string) => boolean): UvlFormula | undefined {
  if (isFeature(text)) return { op: 'feature', name: text };
  return kind === 'name' && (text === 'true' || text === 'false')
    ? { op: 'constant', value: text === 'true' }
    : undefined;
}

/** What other levels of the language have and this one has not. */
function beyondBoolean(token: UvlToken | undefined) {
  if (token === undefined) return undefined;
  const { kind, text } = token;
  if (kind === 'number' || kind === 'text' || (kind === 'symbol' && ARITHMETIC.has(text)))
    return { at: token, message: `constraints that calculate or compare (${shown(text)}) are not supported` };
  if (isSymbol(token, '('))
    return { at: token, message: 'functions such as sum(…) are not supported in constraints' };
  if (isSymbol(token, '.'))
    return {
      at: token,
      message: 'attributes and names of other models (a.b) are not supported in constraints',
    };
  return undefined;
}

function negation({ formula, depth }: Operand): Operand {
  return { formula: { op: 'not', of: formula }, depth: depth + 1 };
}

/** Chains of `and` and of `or` become one, so that a long one is not deep. */
function combination(op: Binary, left: Operand, right: Operand): Operand {
  const depth = Math.max(left.depth, right.depth) + 1;
  if (op === 'implies' || op === 'iff')
    return { formula: { op, left: left.formula, right: right.formula }, depth };
  if (left.formula.op === op) {
    const chain = left.formula.of as UvlFormula[];
    chain.push(right.formula);
    return { formula: left.formula, depth: Math.max(left.depth, right.depth + 1) };
  }
  return { formula: { op, of: [left.formula, right.formula] }, depth };
}
