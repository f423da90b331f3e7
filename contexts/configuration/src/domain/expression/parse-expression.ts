import { type Decimal, decimalText, ONE } from '@quotewright/kernel';
import type { Candidate, Expression, Relation } from './expression.ts';
import { conditionOf, numberOf, type Part, sumOf, syntax, valueOf } from './expression-part.ts';
import { type ExpressionErrorCode, ExpressionRefusal } from './expression-refusal.ts';
import { constantSum, exact, type LinearSum, scaled, summandSum, sumWith } from './linear-sum.ts';
import { type Token, tokensOf } from './tokens.ts';

export type ParsedExpression =
  | { readonly ok: true; readonly expression: Expression }
  | {
      readonly ok: false;
      readonly code: ExpressionErrorCode;
      /** In UTF-16 units from the beginning of the text. */
      readonly position: number;
      /** Without the place: `")" is missing`. */
      readonly message: string;
    };

const MAX_LENGTH = 20_000;
/** Parentheses, `not` and right sides of `implies` and `iff` within each other. */
const MAX_NESTING = 100;

/** From the loosest to the tightest. */
const IFF = 1;
const IMPLIES = 2;
const OR = 3;
const AND = 4;
const NOT = 5;
const COMPARISON = 6;
const SUM = 7;
const PRODUCT = 8;
const SIGN = 9;

const TIGHTNESS: Readonly<Record<string, number>> = {
  iff: IFF,
  implies: IMPLIES,
  or: OR,
  and: AND,
  in: COMPARISON,
  '=': COMPARISON,
  '!=': COMPARISON,
  '<': COMPARISON,
  '<=': COMPARISON,
  '>': COMPARISON,
  '>=': COMPARISON,
  '+': SUM,
  '-': SUM,
  '*': PRODUCT,
};

/**
 * Reads the text of a rule's expression; see `expression.ts` for the language. `and` and `or` keep the parentheses they
 * are written with; sums of numbers are brought together. Numbers become the decimal text without superfluous zeros.
 */
export function parseExpression(text: string): ParsedExpression {
  if (text.length > MAX_LENGTH) {
    const message = `an expression has at most ${MAX_LENGTH} characters`;
    return { ok: false, code: 'EXPR_SYNTAX', position: MAX_LENGTH, message };
  }
  try {
    return { ok: true, expression: parsed(tokensOf(text)) };
  } catch (error) {
    if (!(error instanceof ExpressionRefusal)) throw error;
    return { ok: false, code: error.code, position: error.position, message: error.message };
  }
}

/** Pratt's method. Recursive, as deep as `MAX_NESTING` lets it be. */
function parsed(tokens: readonly Token[]): Expression {
  let at = 0;
  let nesting = 0;
  const next = () => tokens[at] as Token;
  const take = () => tokens[at++] as Token;
  const isNext = (symbol: string) => next().kind === 'symbol' && next().text === symbol;

  const whole = part(IFF);
  if (next().kind !== 'end') throw syntax(next(), unexpected(next()));
  return conditionOf(whole);

  function part(tightness: number): Part {
    let left = operand();
    for (;;) {
      const operator = next();
      const own = isOperator(operator) ? TIGHTNESS[operator.text] : undefined;
      if (own === undefined || own < tightness) return left;
      left = continued(left, operator, own);
    }
  }

  function continued(left: Part, operator: Token, tightness: number): Part {
    const { position } = left;
    switch (tightness) {
      case IFF:
      case IMPLIES: {
        const condition = conditionOf(left);
        take();
        const right = conditionOf(nested(operator, tightness));
        const op = tightness === IFF ? 'iff' : 'implies';
        return { kind: 'condition', expression: { op, left: condition, right }, position };
      }
      case OR:
      case AND: {
        const of = [conditionOf(left)];
        while (next().kind === 'word' && next().text === operator.text) {
          take();
          of.push(conditionOf(part(tightness + 1)));
        }
        return { kind: 'condition', expression: { op: tightness === AND ? 'and' : 'or', of }, position };
      }
      case COMPARISON:
        take();
        return { kind: 'condition', expression: comparison(left, operator), position };
      case SUM: {
        const sum = sumOf(left);
        take();
        const right = sumOf(part(PRODUCT));
        const added = operator.text === '+' ? right : scaled(right, ONE.negated(), operator.position);
        return { kind: 'sum', sum: sumWith(sum, added, operator.position), position };
      }
      default:
        return { kind: 'sum', sum: product(sumOf(left)), position };
    }
  }

  /** Numbers are multiplied first: a sum with many terms is then scaled once, however many factors there are. */
  function product(first: LinearSum): LinearSum {
    let [sum, factor] = first.terms.size > 0 ? [first, ONE] : [undefined, first.constant];
    let position = next().position;
    while (isNext('*')) {
      position = take().position;
      const right = sumOf(part(SIGN));
      if (right.terms.size === 0) factor = exact(factor.times(right.constant), position);
      else if (sum === undefined) sum = right;
      else throw new ExpressionRefusal('EXPR_NONLINEAR', position, 'two variables cannot be multiplied');
    }
    return sum === undefined ? constantSum(factor) : scaled(sum, factor, position);
  }

  function comparison(left: Part, operator: Token): Expression {
    if (left.kind === 'condition') {
      throw syntax(operator, 'a condition cannot be compared: join conditions with "and", or use "iff"');
    }
    if (operator.text === 'in') {
      if (left.kind !== 'reference')
        throw syntax(left, 'only a variable or what the request says stands before "in"');
      return { op: 'in', of: left.of, values: candidates() };
    }
    const right = valueOf(part(SUM));
    return { op: 'compare', relation: operator.text as Relation, left: valueOf(left), right };
  }

  function operand(): Part {
    const token = take();
    const { position } = token;
    switch (token.kind) {
      case 'name':
        return { kind: 'reference', of: { variable: token.text }, position };
      case 'context':
        return { kind: 'reference', of: { context: token.text }, position };
      case 'text':
        return { kind: 'scalar', value: token.text, position };
      case 'number':
        return { kind: 'sum', sum: constantSum(numberOf(token)), position };
      case 'word':
        return { ...wordOperand(token), position };
      case 'symbol':
        if (token.text === '-') return { kind: 'sum', sum: signed(), position };
        if (token.text === '(') {
          const inner = nested(token, IFF);
          expect(')');
          return { ...inner, position };
        }
    }
    throw syntax(
      token,
      `a condition or value must stand here${token.kind === 'end' ? '' : `, not "${token.text}"`}`,
    );
  }

  /** Behind a minus. Signs are counted, not nested. */
  function signed(): LinearSum {
    let isNegative = true;
    for (; isNext('-'); take()) isNegative = !isNegative;
    const sum = sumOf(part(SIGN));
    return isNegative ? scaled(sum, ONE.negated(), next().position) : sum;
  }

  function wordOperand(token: Token): Part {
    const { position } = token;
    switch (token.text) {
      case 'true':
      case 'false':
        return { kind: 'scalar', value: token.text === 'true', position };
      case 'not': {
        const of = conditionOf(nested(token, NOT));
        return { kind: 'condition', expression: { op: 'not', of }, position };
      }
      case 'has':
        return { kind: 'condition', expression: { op: 'present', path: name('has') }, position };
      case 'sum': {
        expect('(');
        const sum = name('sum(');
        expect(')');
        return { kind: 'sum', sum: summandSum({ sum }), position };
      }
      default:
        throw syntax(token, `a condition or value must stand before "${token.text}"`);
    }
  }

  function nested(token: Token, tightness: number): Part {
    if (nesting === MAX_NESTING) throw syntax(token, `nested more than ${MAX_NESTING} deep`);
    nesting += 1;
    const inner = part(tightness);
    nesting -= 1;
    return inner;
  }

  function candidates(): readonly Candidate[] {
    if (!isNext('(')) return [candidate()];
    take();
    const values = [candidate()];
    while (isNext(',')) {
      take();
      values.push(candidate());
    }
    expect(')');
    return values;
  }

  function candidate(): Candidate {
    const token = next();
    if (token.kind === 'text') return take().text;
    if (token.kind === 'word' && (token.text === 'true' || token.text === 'false'))
      return take().text === 'true';
    const from = signedNumber();
    if (!isNext('..')) return { number: decimalText(from) };
    take();
    const to = signedNumber();
    if (to.lessThan(from)) throw syntax(token, 'the range ends before it begins');
    return { from: decimalText(from), to: decimalText(to) };
  }

  function signedNumber(): Decimal {
    const isNegative = isNext('-');
    if (isNegative) take();
    const token = take();
    if (token.kind !== 'number')
      throw syntax(token, "a value must stand here: a number, a range as 1..49, or 'text'");
    return isNegative ? numberOf(token).negated() : numberOf(token);
  }

  function name(after: string): string {
    const token = take();
    if (token.kind !== 'name') throw syntax(token, `a name must follow "${after}"`);
    return token.text;
  }

  function expect(symbol: string): void {
    if (!isNext(symbol)) throw syntax(next(), `"${symbol}" is missing${found(next())}`);
    take();
  }
}

function isOperator({ kind }: Token): boolean {
  return kind === 'symbol' || kind === 'word';
}

function unexpected(token: Token): string {
  if (token.text === ')' && token.kind === 'symbol') return '")" has no "("';
  if (token.text === 'not' && token.kind === 'word')
    return '"not" stands before the whole comparison: not x in (1, 2)';
  return `an operator such as "and" must stand here, not "${token.text}"`;
}

function found({ kind, text }: Token): string {
  return kind === 'end' ? '' : ` before "${text}"`;
}
