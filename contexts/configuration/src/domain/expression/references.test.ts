import { describe, expect, it } from 'vitest';
import { parseExpression } from './parse-expression.ts';
import { partsOf, referencesOf } from './references.ts';

function expressionOf(text: string) {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.expression;
}

describe('what an expression mentions', () => {
  it('is listed once each, in the order of first use', () => {
    const text =
      "(z = 1 or y in (1, 2)) and (has p/q implies not (z + 2 * x > sum(s/n) and b)) iff context.m = 'DE' or has o or context.k in ('a') or has p/q";
    expect(referencesOf(expressionOf(text))).toEqual({
      variables: ['z', 'y', 'x', 'b'],
      paths: ['p/q', 'o'],
      context: ['m', 'k'],
      sums: ['s/n'],
    });
  });

  it('is nothing where nothing is mentioned', () => {
    expect(referencesOf(expressionOf("true or 1 = 'a'"))).toEqual({
      variables: [],
      paths: [],
      context: [],
      sums: [],
    });
  });
});

describe('the parts of an expression', () => {
  it('stand in the order of the text, each before what it is made of', () => {
    const parts = [...partsOf(expressionOf('a and not b implies has c'))].map(({ op }) => op);
    expect(parts).toEqual(['implies', 'and', 'true', 'not', 'true', 'present']);
  });
});
