import type { Clock } from '@quotewright/kernel';
import type { StoreBudget } from '../guard/store-budget.ts';
import { type StoreGuard, StoreTrouble } from '../guard/store-guard.ts';
import type { CacheKey } from '../keys/cache-key.ts';
import type { BusStore, EntryStore, Random, Timers } from '../ports/index.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { keyItem } from './bus-item.ts';
import type { Pending, PendingInvalidations } from './pending-invalidations.ts';

/**
 * `acknowledged`: from now on no read on this node, and no read of the store anywhere, sees an older value. `pending`: not all of
 * the store is known to have taken it; this node goes on trying and asks the truth meanwhile, the caller tries again
 * (a consumer of events does not confirm its event).
 */
export type Acknowledgement = 'acknowledged' | 'pending';

export interface Invalidation {
  invalidate(keys: readonly CacheKey[]): Promise<Acknowledgement>;
  close(): void;
}

export interface InvalidationOptions {
  readonly entries: EntryStore;
  readonly bus: BusStore;
  readonly guard: StoreGuard;
  /** Before the coordination store, where it is another one. */
  readonly busGuard: StoreGuard;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly pending: PendingInvalidations;
  readonly newBudget: () => StoreBudget;
  /** Milliseconds that any value of the category may live in the store. */
  readonly longestLife: (category: string) => number;
  /** Drops the key from memory and kills its flights. */
  readonly forget: (key: CacheKey['data']) => void;
}

/** Keys of one message and of one pipeline. */
const BATCH = 200;
/** Milliseconds between tries of what is pending. */
const RETRY = 250;

/*
 * Two steps, in this order: the data and the lease go (a fill under way is refused from here on), then every node hears of it. What
 * the truth says was committed before, so a load that begins between the steps is right already.
 */
export function createInvalidation(options: InvalidationOptions): Invalidation {
  const {
    entries,
    bus,
    guard,
    busGuard,
    clock,
    timers,
    random,
    telemetry,
    pending,
    newBudget,
    longestLife,
    forget,
  } = options;
  let closed = false;
  let cancelRetry: (() => void) | undefined;

  const offRecovery = [guard, busGuard].map((one) => one.onRecovered(() => void drain()));

  async function invalidate(keys: readonly CacheKey[]): Promise<Acknowledgement> {
    let all = true;
    for (let at = 0; at < keys.length; at += BATCH) all = (await first(keys.slice(at, at + BATCH))) && all;
    const outcome = all ? 'acknowledged' : 'pending';
    for (const { category } of keys) telemetry.invalidated(category, outcome);
    if (!all) retryLater();
    return outcome;
  }

  async function first(keys: readonly CacheKey[]): Promise<boolean> {
    const since = clock.monotonic();
    const { promise: trying, resolve: ended } = Promise.withResolvers<void>();
    const batch = keys.map((key) => {
      const begun = pending.begin(key, since, trying);
      forget(key.data);
      return begun;
    });
    try {
      return await settle(batch);
    } finally {
      ended();
    }
  }

  async function settle(batch: readonly Pending[]): Promise<boolean> {
    const done = await tell(batch.map(({ key }) => key));
    const now = clock.monotonic();
    for (const one of batch) {
      const { category, data } = one.key;
      if (!done) {
        pending.owe(one, now, longestLife(category));
        continue;
      }
      // What readers found in the store while it was pending, and are still carrying, must not enter memory afterwards.
      forget(data);
      pending.acknowledge(one);
      telemetry.invalidationLag(category, now - one.since);
    }
    return done;
  }

  async function tell(keys: readonly CacheKey[]): Promise<boolean> {
    const budget = newBudget();
    const evicted = await guard.run('evict', budget, () =>
      keys.length === 1 ? entries.evict(keys[0] as CacheKey) : entries.evictMany(keys),
    );
    if (evicted instanceof StoreTrouble) return false;
    const items = keys.map(({ data }) => keyItem(data));
    const announced = await busGuard.run('announce', budget, () => bus.announce(items));
    return !(announced instanceof StoreTrouble);
  }

  function retryLater(): void {
    if (closed || cancelRetry !== undefined) return;
    cancelRetry = timers.after(RETRY * (0.75 + random.fraction() / 2), () => {
      cancelRetry = undefined;
      void drain();
    });
  }

  let draining = false;
  async function drain(): Promise<void> {
    if (draining || closed) return;
    draining = true;
    try {
      while (pending.owed > 0 && guard.admits && busGuard.admits) {
        if (!(await settle(pending.oldest(BATCH)))) break;
      }
    } finally {
      draining = false;
    }
    if (pending.owed > 0) retryLater();
  }

  return {
    invalidate,
    close() {
      closed = true;
      cancelRetry?.();
      for (const off of offRecovery) off();
    },
  };
}
