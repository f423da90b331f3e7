import { describe, expect, it } from 'vitest';
import { medianOf, summarise } from './summary.ts';

describe('the summary of a benchmark', () => {
  it('takes the middle of an odd, the mean of the two middles of an even number of samples', () => {
    expect([medianOf([9, 1, 2]), medianOf([4, 1, 2, 9])]).toEqual([2, 3]);
  });

  it('puts a measure beside its reference', () => {
    const summary = summarise([
      { label: 'bare', unit: 'op/s', samples: [100, 110, 90] },
      { label: 'ours', unit: 'op/s', samples: [50, 60, 40], reference: 'bare' },
    ]);
    expect(summary[1]).toEqual({
      label: 'ours',
      unit: 'op/s',
      rounds: 3,
      median: 50,
      spread: [40, 60],
      ratio: 0.5,
    });
    expect(summary[0]).not.toHaveProperty('ratio');
  });
});
