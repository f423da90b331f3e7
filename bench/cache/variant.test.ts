import { describe, expect, it } from 'vitest';
import { inTurns } from './variant.ts';

describe('variants', () => {
  it('are measured in turns, the first turn unrecorded', async () => {
    const order: string[] = [];
    const variant = (label: string) => ({
      label,
      unit: 'ms',
      measure: async () => order.push(label),
    });
    const measures = await inTurns([variant('a'), { ...variant('b'), reference: 'a' }], 2);
    expect(order.join('')).toBe('ababab');
    expect(measures).toEqual([
      { label: 'a', unit: 'ms', samples: [3, 5] },
      { label: 'b', unit: 'ms', samples: [4, 6], reference: 'a' },
    ]);
  });
});
