import type { StoreTrouble } from '../guard/store-guard.ts';
import type { CacheKey } from '../keys/cache-key.ts';
import type { CacheContext } from './cache-context.ts';

/** Milliseconds; shorter loads do not need a shorter lease. */
const SHORTEST = 2_000;
/** The weight of the latest load in the moving average. */
const WEIGHT = 0.2;

/** How long a category's leases last, and their renewal while a load goes on. */
export class LeaseKeeper {
  readonly #context: CacheContext;
  readonly #name: string;
  readonly #longest: number;
  #cost = 0;

  constructor(context: CacheContext, name: string, longest: number) {
    this.#context = context;
    this.#name = name;
    this.#longest = longest;
  }

  /** Milliseconds: three times what a load takes, at least 2 s, never longer than a load may last. */
  get ttl(): number {
    return Math.ceil(Math.max(SHORTEST, Math.min(3 * this.#cost, this.#longest)));
  }

  measured(cost: number): void {
    this.#cost = this.#cost === 0 ? cost : this.#cost + WEIGHT * (cost - this.#cost);
  }

  /**
   * Prolongs the lease each third of its time until the result is called. A lease that turned out to be lost is not asked for again:
   * the fill will be refused, and that is all.
   */
  keep(key: CacheKey, token: string): () => void {
    const { timers, guard, entries, telemetry, newBudget } = this.#context;
    const { ttl } = this;
    let kept = true;
    let cancel = () => {};
    const renew = async () => {
      const held = await guard.run('renew', newBudget(), () => entries.renew(key, { token, ttl }));
      if (held === false) {
        kept = false;
        telemetry.lease(this.#name, 'lost');
      }
      if (kept) schedule();
    };
    const schedule = () => {
      cancel = timers.after(ttl / 3, () => void renew());
    };
    schedule();
    return () => {
      kept = false;
      cancel();
    };
  }

  /** After a claim whose outcome is unknown: it may be granted later, and is then to end at once. */
  releaseAfter({ kind }: StoreTrouble, key: CacheKey, token: string): void {
    if (kind === 'timeout' || kind === 'error') this.release(key, token);
  }

  /** Ends a lease that nobody will fill under; its outcome changes nothing. */
  release(key: CacheKey, token: string): void {
    const { guard, entries, newBudget } = this.#context;
    void guard.run('release', newBudget(), () => entries.release(key, token));
  }
}
