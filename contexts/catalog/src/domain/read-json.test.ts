import { documentText } from '@quotewright/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from './read-json.ts';

const problemsOf = (text: string) => {
  const reading = readJson(text);
  return 'problems' in reading ? reading.problems : [];
};

describe('reading JSON', () => {
  it('gives the value, and where its parts stand', () => {
    const reading = readJson('{\n "a": [1,\n  2]\n}');
    expect(reading).toMatchObject({ document: { value: { a: [1, 2] } } });
    const places = 'document' in reading ? reading.document.locate(['/a/1']) : undefined;
    expect(places?.get('/a/1')).toEqual({ line: 3, column: 3 });
  });

  it('takes whatever value there is, as long as no member is there twice', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme-ascii' }), (value) => {
        const text = JSON.stringify(value, null, 1);
        expect(problemsOf(text).filter(({ code }) => code === 'DUPLICATE_MEMBER')).toEqual([]);
      }),
    );
  });

  it.each([
    ['a member twice', '{"a": 1,\n "b": {"c": 1, "c": 2}}', [['DUPLICATE_MEMBER', '/b/c', 2, 16]]],
    ['a member twice in other letters', '{"a": 1, "\\u0061": 2}', [['DUPLICATE_MEMBER', '/a', 1, 10]]],
    [
      'a member twice in an array',
      '[{}, {"x": "{", "y": [], "x": 1}]',
      [['DUPLICATE_MEMBER', '/1/x', 1, 26]],
    ],
    [
      'several, each on a line of its own',
      '{"a": 1,\n"a": 2,\n"a": 3}',
      [
        ['DUPLICATE_MEMBER', '/a', 2, 1],
        ['DUPLICATE_MEMBER', '/a', 3, 1],
      ],
    ],
    ['a text that ends too early', '{"a":\n[1,', [['MALFORMED_JSON', '', 2, 4]]],
    ['two values', '1 2', [['MALFORMED_JSON', '', 1, 3]]],
    ['the prototype', '{"a": {"__proto__": 1}}', [['NAME', '/a', 1, 7]]],
    ['U+0000', '["\\u0000"]', [['FORMAT', '/0', 1, 2]]],
    ['half a character', '["\\ud800"]', [['FORMAT', '/0', 1, 2]]],
    ['a number beyond all', '[1e999]', [['NUMBER_RANGE', '/0', 1, 2]]],
    ['nothing', '', [['MALFORMED_JSON', '', 1, 1]]],
  ])('refuses %s at its place', (_, text, expected) => {
    expect(problemsOf(text).map(({ code, pointer, line, column }) => [code, pointer, line, column])).toEqual(
      expected,
    );
  });

  it('bounds what it lists, and the depth', () => {
    expect(problemsOf(`[${'"\\u0000",'.repeat(500)}1]`)).toHaveLength(100);
    expect(problemsOf(`{${'"a":1,'.repeat(500)}"b":1}`)).toHaveLength(100);
    expect(problemsOf('['.repeat(5_000) + ']'.repeat(5_000))).toMatchObject([{ code: 'TOO_DEEP' }]);
  });
});

describe('the text of a document', () => {
  const bytes = (...parts: readonly (string | number)[]) =>
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

  it('is read as UTF-8, with or without its mark', () => {
    expect(documentText(bytes('é€😀'))).toEqual({ text: 'é€😀' });
    expect(documentText(bytes('\ufeff{}'))).toEqual({ text: '{}' });
  });

  it.each([
    ['a stray byte', bytes('a\nbé', 0xff, 'c'), 2, 3],
    ['a character that is cut off', bytes('a\n', 0xe2, 0x82), 2, 1],
    ['Latin-1', bytes('gr', 0xfc, 'n'), 1, 3],
    ['UTF-16', bytes(0xff, 0xfe, 'a', 0), 1, 1],
    ['UTF-32', bytes(0, 0, 0xfe, 0xff), 1, 1],
  ])('is refused for %s, where it begins', (_, document, line, column) => {
    expect(documentText(document)).toMatchObject({ problem: { line, column } });
  });
});
