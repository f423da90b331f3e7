import type { Clock } from '@quotewright/kernel';
import type { StoreBudget } from '../guard/store-budget.ts';
import { type StoreGuard, StoreTrouble } from '../guard/store-guard.ts';
import type { LeaseStore, Random, StoreKey, Timers } from '../ports/index.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { type HeldLease, holdLease } from './held-lease.ts';

export interface LeaseRequest {
  /** Milliseconds until the lease ends if its holder dies. Renewed each third of it while it is held. */
  readonly ttl: number;
  /** Label of its metrics: one of a few words in the code, never an id. */
  readonly name: string;
}

export type LeaseAttempt =
  | { readonly outcome: 'held'; readonly lease: HeldLease }
  /** Somebody holds it. */
  | { readonly outcome: 'busy' }
  /** The store did not say: go on without a lease where twice does no harm, or leave it. */
  | { readonly outcome: 'store-trouble'; readonly trouble: StoreTrouble };

export type LeaseRun<T> =
  | { readonly outcome: 'ran'; readonly value: T }
  | Exclude<LeaseAttempt, { outcome: 'held' }>;

/**
 * One worker at a time, as a courtesy: it saves work done twice. It never guards business state. A store that is emptied or fails
 * over grants a lease twice, and a holder that was paused works on after its lease has ended, until it looks at its
 * signal. What must happen once is decided by PostgreSQL: constraints, row locks, fences.
 */
export interface Leases {
  /**
   * Works while holding the lease, and gives it back. The signal aborts when the lease is lost. `ran` says that the work
   * has ended, not that the lease was held to its end. Rejects with the work's own error only.
   */
  run<T>(
    key: StoreKey,
    request: LeaseRequest,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<LeaseRun<T>>;
  /** Never rejects. Whoever gets the lease releases it. */
  tryAcquire(key: StoreKey, request: LeaseRequest): Promise<LeaseAttempt>;
}

export interface LeasesOptions {
  readonly store: LeaseStore;
  readonly guard: StoreGuard;
  /** Of one store operation. */
  readonly budget: () => StoreBudget;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly telemetry: Pick<Telemetry, 'lease'>;
}

export function createLeases(options: LeasesOptions): Leases {
  const { store, guard, budget, clock, random, telemetry } = options;

  async function tryAcquire(key: StoreKey, { ttl, name }: LeaseRequest): Promise<LeaseAttempt> {
    const terms = { token: random.token(), ttl };
    const askedAt = clock.monotonic();
    const answer = await guard.run('lease-acquire', budget(), () => store.acquire(key, terms));
    if (answer instanceof StoreTrouble) {
      // It may have been granted without our hearing of it; nobody would release it before its end.
      if (answer.kind === 'timeout' || answer.kind === 'error') {
        void guard.run('lease-release', budget(), () => store.release(key, terms.token));
      }
      return { outcome: 'store-trouble', trouble: answer };
    }
    telemetry.lease(name, answer ? 'acquired' : 'contended');
    if (!answer) return { outcome: 'busy' };
    return { outcome: 'held', lease: holdLease(options, { key, name, terms, askedAt }) };
  }

  return {
    tryAcquire,
    async run(key, request, work) {
      const attempt = await tryAcquire(key, request);
      if (attempt.outcome !== 'held') return attempt;
      const { lease } = attempt;
      try {
        return { outcome: 'ran', value: await work(lease.signal) };
      } finally {
        await lease.release();
      }
    },
  };
}
