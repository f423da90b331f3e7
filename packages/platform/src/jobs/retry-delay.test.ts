import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryDelay } from './retry-delay.ts';

describe('the rest before another attempt', () => {
  it('doubles from one second, up to five minutes', () => {
    const delays = [1, 2, 3, 4, 9, 10, 1_000].map((attempts) => retryDelay(attempts, 1));
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 256_000, 300_000, 300_000]);
  });

  it('is random in its upper half', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempts, chance) => {
          const delay = retryDelay(attempts, chance);
          expect(delay).toBeGreaterThanOrEqual(retryDelay(attempts, 0));
          expect(delay).toBeLessThanOrEqual(2 * retryDelay(attempts, 0));
        },
      ),
    );
  });
});
