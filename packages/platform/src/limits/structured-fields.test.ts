import { describe, expect, it } from 'vitest';
import { parseList } from './fixtures/structured-fields.ts';

describe('the parser of structured fields', () => {
  it('reads the items of RFC 9651', () => {
    const items = parseList('1, -2.5, "a \\"b\\"", *tok/en:1, :aGk=:, ?1, @1659578233, %"f%c3%bc"');
    expect(items.map((member) => ('item' in member ? member.item : member))).toEqual([
      { type: 'integer', value: 1 },
      { type: 'decimal', value: -2.5 },
      { type: 'string', value: 'a "b"' },
      { type: 'token', value: '*tok/en:1' },
      { type: 'bytes', value: Buffer.from('hi') },
      { type: 'boolean', value: true },
      { type: 'date', value: 1_659_578_233 },
      { type: 'displayString', value: 'fü' },
    ]);
  });

  it('reads parameters and inner lists', () => {
    const [first, second] = parseList(' "a";q=1; flag;q=2 ,\t("b" c;x);y=?0');
    expect(first).toEqual({
      item: { type: 'string', value: 'a' },
      parameters: new Map<string, unknown>([
        ['flag', { type: 'boolean', value: true }],
        ['q', { type: 'integer', value: 2 }],
      ]),
    });
    expect(second).toMatchObject({ items: [{ item: { value: 'b' } }, { item: { type: 'token' } }] });
    expect(parseList('')).toEqual([]);
  });

  it.each([
    '"a',
    '"a",',
    '"a" "b"',
    '"a";Q=1',
    '"a";q=',
    '"a";q=1.2345',
    '"a";q=1234567890123456',
    '"ü"',
    ',"a"',
    '("a"',
    '"a"; ;q=1',
    '01.',
    '?2',
    '1e3',
  ])('refuses %s', (text) => {
    expect(() => parseList(text)).toThrow(SyntaxError);
  });
});
