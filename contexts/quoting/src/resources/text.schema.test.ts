import { describe, expect, it } from 'vitest';
import { textSchema } from './text.schema.ts';

const isText = (text: string) => textSchema(200).safeParse(text).success;

describe('text that people typed', () => {
  it.each(['Spring', 'Frühling 2026 – 第一', '👍', ' padded ', 'a'.repeat(200)])('may be %j', (text) => {
    expect(isText(text)).toBe(true);
  });

  it.each(['', '   ', '\u200b\u2060', '\u00a0', 'a'.repeat(201)])(
    'is refused without anything to see, or too long: %j',
    (text) => {
      expect(isText(text)).toBe(false);
    },
  );

  it.each(['\n', '\u0000', '\u0085', '\u007f', '\ud800'])('is refused with %j in any place', (character) => {
    for (const text of [character, `${character}a`, `a${character}b`, `a${character}`, ` ${character} a`]) {
      expect(isText(text), JSON.stringify(text)).toBe(false);
    }
  });

  it('is checked in time that grows with its length, also far beyond the limit', () => {
    // Quadratic, this would be 10^13 steps, and the test would never end.
    for (const piece of ['a', ' ', '\u200b']) expect(isText(`${piece.repeat(3_000_000)}\n`)).toBe(false);
  });
});
