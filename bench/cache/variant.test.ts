import { describe, expect, it } from 'vitest';
import { inTurns, sideBySide } from './variant.ts';

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

describe('callers side by side', () => {
  it('do every operation once, each the next one when his last is done', async () => {
    const done: number[] = [];
    let [underWay, most] = [0, 0];
    await sideBySide(3, 10, async (at) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      done.push(at);
      underWay -= 1;
    });
    expect(done.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(most).toBe(3);
  });
});
