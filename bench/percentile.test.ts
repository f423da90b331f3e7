import { describe, expect, it } from 'vitest';
import { percentileOf } from './percentile.ts';

describe('a percentile', () => {
  it('is a sample that the share of all does not exceed', () => {
    const samples = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(percentileOf(samples, 0.5)).toBe(100);
    expect(percentileOf(samples, 0.99)).toBe(198);
    expect(percentileOf([3, 1, 2], 0.99)).toBe(3);
    expect(percentileOf([3, 1, 2], 0)).toBe(1);
  });

  it('is no number where nothing was measured', () => {
    expect(percentileOf([], 0.5)).toBeNaN();
  });
});
