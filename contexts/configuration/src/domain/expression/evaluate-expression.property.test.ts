import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateExpression, type Facts, type Known } from './evaluate-expression.ts';
import type { Expression } from './expression.ts';
import { parseExpression } from './parse-expression.ts';

const atom = fc.constantFrom(
  'a',
  'b',
  "p = 'x'",
  "p != 'y'",
  'n > 1',
  'n in (0, 2)',
  'n + m <= 2',
  'has d',
  'true',
);
const { text } = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    atom,
    tie('text').map((of) => `not (${of})`),
    fc
      .tuple(tie('text'), fc.constantFrom('and', 'or', 'implies', 'iff'), tie('text'))
      .map(([left, op, right]) => `(${left}) ${op} (${right})`),
  ),
}));

const numbers = fc.constantFrom(null, { number: '0' }, { number: '1' }, { number: '2' });
const world = fc.record({
  a: fc.constantFrom(null, true, false),
  b: fc.boolean(),
  p: fc.constantFrom(null, 'x', 'y'),
  n: numbers,
  m: numbers,
  d: fc.boolean(),
});
type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

function factsOf({ d, ...variables }: World, hidden: readonly string[] = []): Facts {
  const values: Readonly<Record<string, Known>> = variables;
  return {
    variable: (id) => (hidden.includes(id) ? undefined : values[id]),
    isPresent: () => (hidden.includes('d') ? undefined : d),
    context: () => undefined,
    sum: () => undefined,
  };
}

function expressionOf(given: string): Expression {
  const parsed = parseExpression(given);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.expression;
}

describe('an expression of which not everything is known', () => {
  it('is only true or false if it stays so whatever the unknown turns out to be', () => {
    fc.assert(
      fc.property(text, world, fc.subarray(['a', 'b', 'p', 'n', 'm', 'd']), (given, facts, hidden) => {
        const expression = expressionOf(given);
        const known = evaluateExpression(expression, factsOf(facts));
        expect(known).toBeTypeOf('boolean');
        expect([known, undefined]).toContain(evaluateExpression(expression, factsOf(facts, hidden)));
      }),
      { numRuns: 1_000 },
    );
  });
});
