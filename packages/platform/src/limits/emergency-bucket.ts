import type { Clock } from '@quotewright/kernel';
import { LRUCache } from 'lru-cache';

/** What an operator may do behind broken glass, on each process. */
export const EMERGENCY = { units: 10, window: 60_000 } as const;

const OPERATORS = 1_000;

/**
 * Counts in this process alone, by equal steps: one unit each `window / units`, at most `units` at once. Says how many milliseconds
 * are left to wait; 0 is admitted.
 */
export function emergencyBucket(clock: Pick<Clock, 'monotonic'>): (owner: string) => number {
  const step = EMERGENCY.window / EMERGENCY.units;
  const theoretical = new LRUCache<string, number>({ max: OPERATORS });
  return (owner) => {
    const now = clock.monotonic();
    const next = Math.max(now, theoretical.get(owner) ?? now) + step;
    const wait = next - now - EMERGENCY.window;
    if (wait > 0) return wait;
    theoretical.set(owner, next);
    return 0;
  };
}
