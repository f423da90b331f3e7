import type { Clock } from '@quotewright/kernel';
import { LATE_GRACE, LATE_TIMER } from '../guard/lateness.ts';
import type { StoreBudget } from '../guard/store-budget.ts';
import type { Timers } from '../ports/index.ts';

/**
 * Work of others that a request waits for at the expense of its own store time. `late` when that is used up; never rejects. As in the
 * guard, a timer that is late itself means that the process was slow: what lies unread in the sockets is read first.
 */
export function withinBudget<T, Late>(
  { clock, timers }: { readonly clock: Clock; readonly timers: Timers },
  budget: StoreBudget,
  work: Promise<T>,
  late: Late,
): Promise<T | Late> {
  const began = clock.monotonic();
  const due = budget.begin(began);
  return new Promise((resolve) => {
    let settled = false;
    let cancel = timers.after(Math.max(0, due - began), expire);
    function settle(outcome: T | Late): void {
      if (settled) return;
      settled = true;
      cancel();
      budget.end(clock.monotonic());
      resolve(outcome);
    }
    function expire(): void {
      const now = clock.monotonic();
      if (now - due <= LATE_TIMER) return settle(late);
      budget.extend(now + LATE_GRACE);
      // Twice: the guard gives the operation itself as much, and its answer comes first then.
      cancel = timers.after(2 * LATE_GRACE, () => settle(late));
    }
    work.then(settle, () => settle(late));
  });
}
