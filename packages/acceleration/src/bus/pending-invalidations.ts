import type { CacheKey } from '../keys/cache-key.ts';
import type { StoreKey } from '../ports/index.ts';

/** One invalidation of a key that is not acknowledged yet. Another one of the same key replaces it. */
export interface Pending {
  readonly key: CacheKey;
  /** Monotonic time of its beginning. */
  readonly since: number;
  /** Resolves when the first try has ended, well or not: mostly it is worth waiting for. Undefined after that. */
  trying: Promise<void> | undefined;
}

/** What a reader of a key must know: ask the truth, or wait for this first. */
export type Owed = Pick<Pending, 'trying'>;

const SUSPENDED: Owed = { trying: undefined };

/**
 * The invalidations that this node owes the store. While a key is in here, its readers on this node ask the truth. Bounded: past the
 * bound a whole category is suspended until every value that was in the store has died of age.
 */
export class PendingInvalidations {
  readonly #pending = new Map<StoreKey, Pending>();
  /** Category → monotonic time at which its suspension ends. */
  readonly #suspended = new Map<string, number>();
  readonly #bound: number;

  constructor(bound: number) {
    this.#bound = bound;
  }

  get size(): number {
    return this.#pending.size;
  }

  /** Whether `of` can find anything. */
  get any(): boolean {
    return this.#pending.size > 0 || this.#suspended.size > 0;
  }

  /** `longest` is the time in milliseconds that any value of the category may live in the store. */
  add(key: CacheKey, now: number, longest: number): Pending | undefined {
    if (this.#pending.size >= this.#bound && !this.#pending.has(key.data)) {
      this.#suspended.set(key.category, now + longest);
      return undefined;
    }
    const pending: Pending = { key, since: now, trying: undefined };
    this.#pending.set(key.data, pending);
    return pending;
  }

  acknowledge(pending: Pending): void {
    if (this.#pending.get(pending.key.data) === pending) this.#pending.delete(pending.key.data);
  }

  of(key: CacheKey, now: number): Owed | undefined {
    const pending = this.#pending.get(key.data);
    if (pending !== undefined || this.#suspended.size === 0) return pending;
    const until = this.#suspended.get(key.category);
    if (until === undefined) return undefined;
    if (now < until) return SUSPENDED;
    this.#suspended.delete(key.category);
    return undefined;
  }

  oldest(count: number): readonly Pending[] {
    return this.#pending.values().take(count).toArray();
  }
}
