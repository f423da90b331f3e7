import { describe, expect, it } from 'vitest';
import { isShown } from './shown-output.ts';

describe('an output that a page shows', () => {
  it.each([
    ['the same', 'a\nb', 'a\nb\n'],
    ['any lines before', '…\nb', 'a\na\nb'],
    ['no line before', '…\nb', 'b'],
    ['any lines between', 'a\n…\nd', 'a\nb\nc\nd'],
    ['no line between', 'a\n…\nd', 'a\nd'],
    ['any lines after', 'a\n…', 'a\nb\nc'],
    ['no line after', 'a\n…', 'a'],
    ['anything within a line', 'ok … (fresh)', 'ok [a|b]* (fresh)'],
  ])('is %s', (_what, shown, printed) => {
    expect(isShown(shown, printed)).toBe(true);
  });

  it.each([
    ['another line', 'a\nb', 'a\nc'],
    ['a line more', 'a', 'a\nb'],
    ['a line fewer', 'a\nb', 'a'],
    ['the end of a line that is shown whole', '…\nb', 'ab'],
    ['the beginning of a line that is shown whole', 'a\n…', 'ab'],
    ['what only looks like it to a pattern', 'a.c', 'abc'],
  ])('is not %s', (_what, shown, printed) => {
    expect(isShown(shown, printed)).toBe(false);
  });
});
