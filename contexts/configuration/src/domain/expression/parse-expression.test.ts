import { describe, expect, it } from 'vitest';
import type { Expression, Operand } from './expression.ts';
import { parseExpression } from './parse-expression.ts';

const variable = (id: string): Expression => ({ op: 'true', variable: id });
const reference = (id: string): Operand => ({ kind: 'reference', of: { variable: id } });
const number = (text: string): Operand => ({ kind: 'scalar', value: { number: text } });
const [a, b, c, d] = [variable('a'), variable('b'), variable('c'), variable('d')];

function expressionOf(text: string): Expression {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.message} at ${parsed.position}`);
  return parsed.expression;
}

function leftOf(text: string): Operand {
  const expression = expressionOf(`${text} <= limit`);
  if (expression.op !== 'compare') throw new Error('no comparison');
  return expression.left;
}

function errorOf(text: string) {
  const parsed = parseExpression(text);
  return parsed.ok ? 'no error' : [parsed.code, parsed.position, parsed.message];
}

describe('conditions', () => {
  it.each<[string, Expression]>([
    ['a or b and c', { op: 'or', of: [a, { op: 'and', of: [b, c] }] }],
    ['not a and b', { op: 'and', of: [{ op: 'not', of: a }, b] }],
    [
      'a and b implies c or d',
      { op: 'implies', left: { op: 'and', of: [a, b] }, right: { op: 'or', of: [c, d] } },
    ],
    ['a implies b iff c', { op: 'iff', left: { op: 'implies', left: a, right: b }, right: c }],
    ['(a or b) and c', { op: 'and', of: [{ op: 'or', of: [a, b] }, c] }],
  ])('bind iff, implies, or, and, not from the loosest on: %s', (text, expression) => {
    expect(expressionOf(text)).toEqual(expression);
  });

  it('make one list of a chain, and keep what parentheses hold', () => {
    expect(expressionOf('a and b and c')).toEqual({ op: 'and', of: [a, b, c] });
    expect(expressionOf('(a and b) and c')).toEqual({ op: 'and', of: [{ op: 'and', of: [a, b] }, c] });
  });

  it('read implications from the right', () => {
    const right: Expression = { op: 'implies', left: b, right: c };
    expect(expressionOf('a implies b implies c')).toEqual({ op: 'implies', left: a, right });
  });

  it('negate a whole comparison', () => {
    expect(expressionOf('not x = 1')).toEqual({
      op: 'not',
      of: { op: 'compare', relation: '=', left: reference('x'), right: number('1') },
    });
  });

  it('are boolean variables, presence, and true or false by themselves', () => {
    expect(expressionOf('fast')).toEqual(variable('fast'));
    expect(expressionOf('has disk/fan')).toEqual({ op: 'present', path: 'disk/fan' });
    expect(expressionOf('false')).toEqual({ op: 'constant', value: false });
    expect(expressionOf('context.isPartner')).toEqual({
      op: 'compare',
      relation: '=',
      left: { kind: 'reference', of: { context: 'isPartner' } },
      right: { kind: 'scalar', value: true },
    });
  });
});

describe('comparisons', () => {
  it.each(['=', '!=', '<', '<=', '>', '>='] as const)(
    'have the relation %s, with or without spaces',
    (relation) => {
      const expected = { op: 'compare', relation, left: reference('x'), right: number('2') };
      expect(expressionOf(`x ${relation} 2`)).toEqual(expected);
      expect(expressionOf(`x${relation}2`)).toEqual(expected);
    },
  );

  it('have texts and booleans as values', () => {
    expect(expressionOf("plan = 'it''s'")).toMatchObject({ right: { kind: 'scalar', value: "it's" } });
    expect(expressionOf('fast = true')).toMatchObject({ right: { kind: 'scalar', value: true } });
  });

  it.each([
    ["x in ('a', 'b')", ['a', 'b']],
    ['x in 1..49', [{ from: '1', to: '49' }]],
    ['x in (-1.50..2, 60, true)', [{ from: '-1.5', to: '2' }, { number: '60' }, true]],
  ])('look a value up among others: %s', (text, values) => {
    expect(expressionOf(text)).toEqual({ op: 'in', of: { variable: 'x' }, values });
  });
});

describe('sums', () => {
  const linear = (constant: string, ...terms: readonly [factor: string, id: string][]): Operand => ({
    kind: 'linear',
    terms: terms.map(([factor, id]) => ({ factor, of: { variable: id } })),
    constant,
  });

  it.each([
    ['2 * x + y', linear('0', ['2', 'x'], ['1', 'y'])],
    ['x * 0.1 * 3 - 2', linear('-2', ['0.3', 'x'])],
    ['2 * 3 * x * 0.5', linear('0', ['3', 'x'])],
    ['3 - (x - y)', linear('3', ['-1', 'x'], ['1', 'y'])],
    ['-2 * (x + 1.5)', linear('-3', ['-2', 'x'])],
    ['x + y + x', linear('0', ['2', 'x'], ['1', 'y'])],
    ['x - x', linear('0', ['0', 'x'])],
  ])('are brought together exactly: %s', (text, operand) => {
    expect(leftOf(text)).toEqual(operand);
  });

  it('that are one number or one variable are just that', () => {
    expect(leftOf('1 + 2 * 3 - -1.0')).toEqual(number('8'));
    expect(leftOf('2 * x - x + 0')).toEqual(reference('x'));
  });

  it('go over the instances of a part', () => {
    expect(leftOf('sum(site/@quantity)')).toEqual({
      kind: 'linear',
      terms: [{ factor: '1', of: { sum: 'site/@quantity' } }],
      constant: '0',
    });
  });

  it.each([
    ['x * y > 1', 2, 'two variables cannot be multiplied'],
    ['(x + 1) * sum(y) > 1', 8, 'two variables cannot be multiplied'],
    [
      'context.seats + 1 > 2',
      0,
      'only numbers, variables and sum(…) can be calculated with, not what the request says',
    ],
  ])('are linear: %s', (text, position, message) => {
    expect(errorOf(text)).toEqual(['EXPR_NONLINEAR', position, message]);
  });

  it('stay within what decimals hold', () => {
    expect(errorOf(`x > 1${'0'.repeat(23)} * 10`)).toEqual([
      'EXPR_SYNTAX',
      29,
      'what is calculated here must have at most 24 integer digits',
    ]);
    expect(errorOf('x > 0.0000001 * 0.0000001')).toContain(
      'what is calculated here must have at most 12 decimals',
    );
  });
});

describe('names', () => {
  it('hold dots, slashes, minus signs and @', () => {
    expect(expressionOf('site-access/a.b_c-1')).toEqual(variable('site-access/a.b_c-1'));
    expect(expressionOf('@quantity')).toEqual(variable('@quantity'));
  });

  it('stand in backticks when they are anything else', () => {
    for (const [text, id] of [
      ['`24-h`', '24-h'],
      ['`colours=red`', 'colours=red'],
      ['`not`', 'not'],
      ['`context.x`', 'context.x'],
      ['`a``b`', 'a`b'],
    ] as const) {
      expect(expressionOf(text)).toEqual(variable(id));
    }
    expect(expressionOf("context.`a b` = 'x'")).toMatchObject({ left: { of: { context: 'a b' } } });
  });
});

describe('a mistake', () => {
  it.each([
    ['', 0, 'a condition or value must stand here'],
    ['a and', 5, 'a condition or value must stand here'],
    ['and a', 0, 'a condition or value must stand before "and"'],
    ['a = )', 4, 'a condition or value must stand here, not ")"'],
    ['(a', 2, '")" is missing'],
    ['(a b', 3, '")" is missing before "b"'],
    ['a)', 1, '")" has no "("'],
    ['a b', 2, 'an operator such as "and" must stand here, not "b"'],
    ['x not in (1)', 2, '"not" stands before the whole comparison: not x in (1, 2)'],
    ['1 < x < 3', 6, 'a condition cannot be compared: join conditions with "and", or use "iff"'],
    ['x = (a and b)', 4, 'a value must stand here, not a condition'],
    ["'a' and b", 0, 'a text is no condition: compare it with something'],
    ['a or x + 1', 5, 'a number is no condition: compare it with something'],
    ["'a' + 1 = 2", 0, 'only numbers can be calculated with'],
    ['x + 1 in (1)', 0, 'only a variable or what the request says stands before "in"'],
    ['x in ()', 6, "a value must stand here: a number, a range as 1..49, or 'text'"],
    ['x in (5..1)', 6, 'the range ends before it begins'],
    ['has 3', 4, 'a name must follow "has"'],
    ['sum(1) = 2', 4, 'a name must follow "sum("'],
    ['context. = 1', 8, 'a name must follow "context."'],
    ["x = 'abc", 4, "the ' that begins here is never closed"],
    ['a and `b', 6, 'the ` that begins here is never closed'],
    ['``', 0, 'a name in backticks is empty'],
    ['x = 007', 4, '"007" must be a decimal number in plain notation, such as "12.50"'],
    [
      'x = 24h',
      4,
      '"24h" is no number: names that start with a digit stand in backticks, and a minus has spaces around it',
    ],
    ['x == 1', 2, '"==" means nothing here: write "="'],
    ['a && b', 2, '"&" means nothing here: write "and"'],
    ['a => b', 2, '"=>" means nothing here: write "implies", or ">=" to compare'],
    ['x / 2 = 1', 2, '"/" means nothing here: there is no division: multiply the other side'],
    ['x = "a"', 4, `"\\"" means nothing here: texts stand in single quotes: 'gold'`.replace('\\', '')],
    [
      'a and 😀',
      6,
      '"😀" means nothing here: names other than letters, digits and . _ - / @ stand in backticks',
    ],
  ])('is shown where it is: %s', (text, position, message) => {
    expect(errorOf(text)).toEqual(['EXPR_SYNTAX', position, message]);
  });
});

describe('hostile text', () => {
  it.each([
    ['parentheses', (depth: number) => `${'('.repeat(depth)}a${')'.repeat(depth)}`],
    ['negations', (depth: number) => `${'not '.repeat(depth)}a`],
    ['implications', (depth: number) => `${'a implies '.repeat(depth)}a`],
    ['equivalences', (depth: number) => `${'a iff '.repeat(depth)}a`],
  ])('nests at most 100 %s', (_, text) => {
    expect(parseExpression(text(100)).ok).toBe(true);
    expect(errorOf(text(101))).toEqual(['EXPR_SYNTAX', expect.any(Number), 'nested more than 100 deep']);
    expect(errorOf(text(1_900))).toContain('nested more than 100 deep');
  });

  it('is read to its end where it is long and flat', () => {
    expect(expressionOf(Array.from({ length: 3_000 }, () => 'a').join(' and '))).toMatchObject({ op: 'and' });
    expect(leftOf(Array.from({ length: 3_000 }, (_, at) => `x${at % 7}`).join(' + '))).toMatchObject({
      terms: { length: 7 },
    });
    expect(
      leftOf(`(${Array.from({ length: 1_500 }, (_, at) => `x${at}`).join(' + ')})${'*1'.repeat(4_000)}`),
    ).toMatchObject({
      terms: { length: 1_500 },
    });
    expect(leftOf(`${'- '.repeat(9_001)}x`)).toEqual({
      kind: 'linear',
      terms: [{ factor: '-1', of: { variable: 'x' } }],
      constant: '0',
    });
  });

  it('has at most 20,000 characters', () => {
    expect(expressionOf(`a${' '.repeat(19_999)}`)).toEqual(a);
    expect(errorOf(`a${' '.repeat(20_000)}`)).toEqual([
      'EXPR_SYNTAX',
      20_000,
      'an expression has at most 20000 characters',
    ]);
  });
});
