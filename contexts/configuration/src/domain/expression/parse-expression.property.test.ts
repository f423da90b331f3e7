import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from './parse-expression.ts';
import { printExpression } from './print-expression.ts';

const WORDS = [
  'a',
  'not',
  '(',
  ')',
  'and',
  'or',
  'implies',
  'iff',
  'in',
  '1',
  '..',
  ',',
  '=',
  '<',
  '+',
  '-',
  '*',
  'sum',
  'has',
  "'t'",
  'true',
  'context.c',
  '`b`',
];

describe('any text', () => {
  it('is an expression that can be printed, or has a mistake within the text', () => {
    const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 12 }).map((given) => given.join(' '));
    fc.assert(
      fc.property(fc.oneof(words, fc.string(), fc.string({ unit: 'binary' })), (text) => {
        const parsed = parseExpression(text);
        if (parsed.ok) expect(parseExpression(printExpression(parsed.expression))).toEqual(parsed);
        else {
          expect(parsed.position).toBeGreaterThanOrEqual(0);
          expect(parsed.position).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
