import type { Clock } from '@quotewright/kernel';
import type { StoreBudget } from '../guard/store-budget.ts';
import type { Timers } from '../ports/index.ts';

/** Work of others that a request waits for at the expense of its own store time. `late` when that is used up; never rejects. */
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
    const settle = (outcome: T | Late) => {
      if (settled) return;
      settled = true;
      cancel();
      budget.end(clock.monotonic());
      resolve(outcome);
    };
    const cancel = timers.after(Math.max(0, due - began), () => settle(late));
    work.then(settle, () => settle(late));
  });
}
