import type { StoreBudget } from '../guard/store-budget.ts';
import { type StoreGuard, StoreTrouble } from '../guard/store-guard.ts';
import type { Stores, Timers } from '../ports/index.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { StoreClock } from './store-clock.ts';

/** Milliseconds between two looks, and until the first one succeeds: nothing is stored before that. */
const EVERY = 5_000;
const SOON = 50;

export interface StoreWatchOptions {
  readonly stores: Stores;
  readonly guard: StoreGuard;
  readonly storeClock: StoreClock;
  readonly timers: Timers;
  readonly telemetry: Telemetry;
  readonly newBudget: () => StoreBudget;
}

export interface StoreWatch {
  /** Resolves after the first look, whether or not the store answered. */
  readonly looked: Promise<void>;
  close(): void;
}

/** Looks at the store again and again: what time it has, and what it has thrown out. */
export function watchStore(options: StoreWatchOptions): StoreWatch {
  const { stores, guard, storeClock, timers, telemetry, newBudget } = options;
  let closed = false;
  let cancel = () => {};
  let evicted: number | undefined;

  async function readClock(): Promise<number | undefined> {
    const time = await guard.run('time', newBudget(), () => stores.entries.time());
    return time instanceof StoreTrouble ? undefined : time;
  }

  async function countEvictions(): Promise<void> {
    const total = await guard.run('info', newBudget(), () => stores.evictedKeys());
    if (total instanceof StoreTrouble) return;
    // A smaller number is of a store that began anew.
    if (evicted !== undefined) telemetry.evictedByStore(total < evicted ? total : total - evicted);
    evicted = total;
  }

  async function look(): Promise<void> {
    await Promise.all([storeClock.synchronise(readClock), countEvictions()]);
  }

  function lookLater(): void {
    if (closed) return;
    cancel = timers.after(storeClock.synchronised ? EVERY : SOON, () => void look().then(lookLater));
  }
  const looked = look();
  void looked.then(lookLater);

  return {
    looked,
    close() {
      closed = true;
      cancel();
    },
  };
}
