import { describe, expect, it } from 'vitest';
import { newSamples } from './samples.ts';

describe('samples of several rounds', () => {
  const samples = newSamples((label) => (label === 'plain' ? undefined : 'plain'));
  samples.note('plain', [30, 10, 20]);
  samples.note('cached', [1, 2, 3, 4]);
  samples.note('plain', [40]);
  samples.noteRate('cached rate', 700);

  it('are a median and a 99th percentile for each round', () => {
    expect(samples.of('plain, p50')).toEqual([20, 40]);
    expect(samples.of('plain, p99')).toEqual([30, 40]);
    expect(samples.of('nothing')).toEqual([]);
  });

  it('are compared with the same figure of their reference', () => {
    expect(samples.measures()).toEqual([
      { label: 'plain, p50', unit: 'ms', samples: [20, 40] },
      { label: 'plain, p99', unit: 'ms', samples: [30, 40] },
      { label: 'cached, p50', unit: 'ms', samples: [2], reference: 'plain, p50' },
      { label: 'cached, p99', unit: 'ms', samples: [4], reference: 'plain, p99' },
      { label: 'cached rate', unit: 'prices/s', samples: [700], reference: 'plain' },
    ]);
  });
});
