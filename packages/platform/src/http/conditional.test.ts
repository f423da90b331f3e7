import { describe, expect, it } from 'vitest';
import { contentTag, noneMatchNames } from './conditional.ts';

describe('If-None-Match', () => {
  it.each(['"a"', 'W/"a"', '*', ' * ', '"x", "a"', 'W/"x",W/"a"', '"a,b", "a"'])('%s names "a"', (header) => {
    expect(noneMatchNames(header, '"a"')).toBe(true);
    expect(noneMatchNames(header, 'W/"a"')).toBe(true);
  });

  it.each([undefined, '', '"b"', 'a', '"a', '"a,b"', '"A"', '"*"'])('%s does not', (header) => {
    expect(noneMatchNames(header, '"a"')).toBe(false);
  });
});

describe('the tag of bytes', () => {
  it('is the same for the same bytes only', () => {
    expect(contentTag(Buffer.from('a'))).toBe(contentTag(Buffer.from('a')));
    expect(contentTag(Buffer.from('a'))).not.toBe(contentTag(Buffer.from('b')));
    expect(contentTag(Buffer.from('a'))).toMatch(/^"[\w-]{43}"$/);
  });
});
