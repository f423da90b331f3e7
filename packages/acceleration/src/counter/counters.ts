import type { StoreBudget } from '../guard/store-budget.ts';
import type { StoreGuard, StoreTrouble } from '../guard/store-guard.ts';
import type { CounterStore, StoreKey } from '../ports/index.ts';

/** Sums over all nodes, for a while. They may be lost with the store: nothing is charged, granted or proved by them. */
export interface Counters {
  /**
   * Adds a whole number, which may be negative, and answers with the sum. The first addition opens a window of `ttl`
   * milliseconds, later ones do not prolong it. After trouble the addition may or may not count.
   */
  add(key: StoreKey, amount: number, ttl: number): Promise<number | StoreTrouble>;
  /** 0 where no window is open. */
  count(key: StoreKey): Promise<number | StoreTrouble>;
}

export interface CountersOptions {
  readonly store: CounterStore;
  readonly guard: StoreGuard;
  /** Of one store operation. */
  readonly budget: () => StoreBudget;
}

export function createCounters({ store, guard, budget }: CountersOptions): Counters {
  return {
    add: (key, amount, ttl) => guard.run('counter-add', budget(), () => store.add(key, amount, ttl)),
    count: (key) => guard.run('counter-count', budget(), async () => (await store.count(key)) ?? 0),
  };
}
