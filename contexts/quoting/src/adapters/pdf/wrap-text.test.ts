import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { styles } from './text-style.ts';
import { wrapText } from './wrap-text.ts';

/** Each character is one wide. */
const measure = (text: string) => text.length;
const wrap = (text: string, width: number) => wrapText(text, styles.body, width, measure);

describe('a wrapped text', () => {
  it('is cut between words where it can be', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  });

  it('is cut inside a word that is wider than the column', () => {
    expect(wrap('a incomprehensible b', 6)).toEqual(['a', 'incomp', 'rehens', 'ible b']);
  });

  it('fits, and loses nothing but spaces', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 80 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (given, width) => {
        const lines = wrap(given, width);
        expect(lines.filter((line) => measure(line) > width)).toEqual([]);
        expect(lines.join('').replaceAll(' ', '')).toBe(given.replaceAll(' ', ''));
      }),
    );
  });
});
