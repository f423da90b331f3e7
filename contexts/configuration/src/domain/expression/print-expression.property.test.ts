import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate, Expression, Operand, Reference, Scalar } from './expression.ts';
import { parseExpression } from './parse-expression.ts';
import { printExpression } from './print-expression.ts';

const name = fc.oneof(
  fc.constantFrom(
    'plan',
    'site-access/@quantity',
    '@count',
    'a.b_c',
    '24',
    'colors=red',
    'not',
    'context.segment',
    '`',
  ),
  fc.string({ minLength: 1, maxLength: 12 }),
);
const number = fc.oneof(
  fc.integer({ min: -1_000, max: 1_000 }).map(String),
  fc.integer({ min: 1, max: 99_999 }).map((units) => `-${(units * 10 + 1) / 1_000}`),
  fc.constantFrom('999999999999999999999999', '0.000000000001'),
);
const variable = fc.record({ variable: name });
const reference: fc.Arbitrary<Reference> = fc.oneof(variable, fc.record({ context: name }));
const scalar: fc.Arbitrary<Scalar> = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom("it's", "''", 'two\nlines'),
  fc.boolean(),
  fc.record({ number }),
);
const range = fc
  .tuple(fc.integer({ min: -50, max: 50 }), fc.nat(100))
  .map(([from, length]) => ({ from: String(from), to: String(from + length) }));
const candidate: fc.Arbitrary<Candidate> = fc.oneof(scalar, range);

const linear: fc.Arbitrary<Operand> = fc
  .record({
    kind: fc.constant('linear' as const),
    terms: fc.uniqueArray(fc.record({ factor: number, of: fc.oneof(variable, fc.record({ sum: name })) }), {
      minLength: 1,
      maxLength: 4,
      selector: ({ of }) => JSON.stringify(of),
    }),
    constant: number,
  })
  // That is a reference.
  .filter(({ terms: [first, second], constant }) => {
    const isAlone = second === undefined && constant === '0' && first?.factor === '1';
    return !isAlone || (first !== undefined && 'sum' in first.of);
  });
const operand: fc.Arbitrary<Operand> = fc.oneof(
  scalar.map((value) => ({ kind: 'scalar' as const, value })),
  reference.map((of) => ({ kind: 'reference' as const, of })),
  linear,
);

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(
      name.map((of): Expression => ({ op: 'true', variable: of })),
      name.map((path): Expression => ({ op: 'present', path })),
      fc.boolean().map((value): Expression => ({ op: 'constant', value })),
      fc.record({
        op: fc.constant('compare' as const),
        relation: fc.constantFrom(
          '=' as const,
          '!=' as const,
          '<' as const,
          '<=' as const,
          '>' as const,
          '>=' as const,
        ),
        left: operand,
        right: operand,
      }),
      fc.record({
        op: fc.constant('in' as const),
        of: reference,
        values: fc.array(candidate, { minLength: 1, maxLength: 4 }),
      }),
    ),
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('expression'), { minLength: 2, maxLength: 4 }),
    }),
    fc.record({ op: fc.constant('not' as const), of: tie('expression') }),
    fc.record({
      op: fc.constantFrom('implies' as const, 'iff' as const),
      left: tie('expression'),
      right: tie('expression'),
    }),
  ),
}));

describe('a printed expression', () => {
  it('is parsed to the same expression', () => {
    fc.assert(
      fc.property(expression, (given) => {
        expect(parseExpression(printExpression(given))).toEqual({ ok: true, expression: given });
      }),
      { numRuns: 1_000 },
    );
  });

  it('is the same however it was written', () => {
    const texts = ['a and(b or 2*x+1>=0)', '((a)) and ((b or ((x * 2) - -1.0) >= -0))'];
    const printed = texts.map((text) => {
      const parsed = parseExpression(text);
      return parsed.ok ? printExpression(parsed.expression) : parsed.message;
    });
    expect(printed).toEqual(['a and (b or 2 * x + 1 >= 0)', 'a and (b or 2 * x + 1 >= 0)']);
  });
});
