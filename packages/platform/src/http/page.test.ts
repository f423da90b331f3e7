import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeCursor, encodeCursor, pageQuery } from './page.ts';

const sortKey = fc.array(
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !text.includes('\0')),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  ),
  { maxLength: 4 },
);

describe('a cursor', () => {
  it('brings back the sort key it was made of', () => {
    fc.assert(
      fc.property(sortKey, (key) => {
        const cursor = encodeCursor(key);
        fc.pre(cursor.length <= 512);
        expect(decodeCursor(cursor)).toEqual(key);
      }),
    );
  });

  it('is refused when it is any other text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        fc.pre(!isCursor(text));
        expect(() => decodeCursor(text)).toThrow(
          expect.objectContaining({ code: 'CURSOR_INVALID', kind: 'invalid' }),
        );
      }),
    );
  });

  const raw = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it.each([
    ['an object', raw({ a: 1 })],
    ['a nested list', raw([['a']])],
    ['null', raw([null])],
    ['the character U+0000', raw(['a\0b'])],
    ['another text of the same bytes', `${raw(['a', 1])}=`],
    ['a very long list', raw(Array.from({ length: 400 }, () => 'x'))],
  ])('is refused when it holds %s', (_, cursor) => {
    expect(() => decodeCursor(cursor)).toThrow('nextCursor');
  });

  it('is refused by a list with another sort key', () => {
    const id = '0195d3a0-7b1e-7c3a-9f00-3d1c5a2b4e6f';
    const cursor = encodeCursor(['2026-03-01T09:30:00.000Z', id]);
    expect(decodeCursor(cursor, ['timestamp', 'uuid'])).toHaveLength(2);
    expect(() => decodeCursor(cursor, ['timestamp'])).toThrow('nextCursor');
    expect(() => decodeCursor(cursor, ['uuid', 'timestamp'])).toThrow('nextCursor');
    for (const time of [
      'soon',
      '0000-01-01T00:00:00.000Z',
      '-271821-04-20T00:00:00.000Z',
      '+275760-09-13T00:00:00.000Z',
    ]) {
      expect(() => decodeCursor(encodeCursor([time, id]), ['timestamp', 'uuid'])).toThrow('nextCursor');
    }
  });
});

function isCursor(text: string): boolean {
  try {
    return encodeCursor(JSON.parse(Buffer.from(text, 'base64url').toString())) === text;
  } catch {
    return false;
  }
}

describe('the limit of a list', () => {
  const query = z.strictObject(pageQuery);

  it('is 50 unless the caller says otherwise', () => {
    expect(query.parse({})).toEqual({ limit: 50 });
    expect(query.parse({ limit: '500' })).toEqual({ limit: 500 });
  });

  it.each(['0', '-1', '501', '1.5', '1e400', 'NaN', 'many', '', ['1', '2']])('cannot be %j', (limit) => {
    expect(query.safeParse({ limit }).success).toBe(false);
  });
});
