import { describe, expect, it } from 'vitest';
import { firstTimes } from './first-times.ts';

describe('the first time of a text', () => {
  it('is once', () => {
    const isNew = firstTimes();
    expect(['a', 'b', 'a'].map(isNew)).toEqual([true, true, false]);
  });

  it('is no more when a hundred texts were known', () => {
    const isNew = firstTimes();
    const texts = Array.from({ length: 150 }, (_, number) => String(number));
    expect(texts.filter(isNew)).toEqual(texts.slice(0, 100));
  });
});
