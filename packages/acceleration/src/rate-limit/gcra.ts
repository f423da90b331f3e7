import type { Taking } from './taking.ts';

/**
 * Generic cell rate algorithm. The state is the theoretical arrival time: when the bucket would be full again. Taking moves it on by
 * the cost, and it may be at most `capacity` away. All numbers are whole microseconds.
 */
export function gcra(
  arrival: number,
  now: number,
  { cost, capacity }: { readonly cost: number; readonly capacity: number },
): Taking<number> {
  const debt = Math.max(arrival - now, 0);
  const owed = debt + cost;
  return {
    wait: Math.max(owed - capacity, 0),
    before: { level: debt, reset: debt },
    after: { level: owed, reset: owed },
    next: now + owed,
  };
}

/** No bucket owes more than its capacity: a time beyond is of a clock that went back, or of nobody. */
export function clampedArrival(arrival: number, now: number, capacity: number): number {
  return Math.min(arrival, now + capacity);
}
