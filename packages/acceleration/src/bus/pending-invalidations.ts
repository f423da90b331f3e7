import type { CacheKey } from '../keys/cache-key.ts';
import type { StoreKey } from '../ports/index.ts';

/** One invalidation of a key. */
export interface Pending {
  readonly key: CacheKey;
  /** Monotonic time of its beginning. */
  readonly since: number;
}

/** What a reader of such a key must know: ask the truth, or wait for this first. */
export interface Withheld {
  /** Resolves when the try under way has ended, well or not: mostly it is worth waiting for. Undefined: nothing is being tried. */
  readonly trying: Promise<void> | undefined;
}

interface UnderWay extends Withheld {
  readonly pending: Pending;
}

const OWED: Withheld = { trying: undefined };

/**
 * The invalidations of this node that the store has not acknowledged: those being tried for the first time, and those it owes after a
 * try that failed. While a key is in here, its readers on this node ask the truth. What is owed is bounded: past the bound a whole
 * category is suspended until every value that was in the store has died of age.
 */
export class PendingInvalidations {
  readonly #underWay = new Map<StoreKey, UnderWay>();
  readonly #owed = new Map<StoreKey, Pending>();
  /** Category → monotonic time at which its suspension ends. */
  readonly #suspended = new Map<string, number>();
  readonly #bound: number;

  constructor(bound: number) {
    this.#bound = bound;
  }

  /** How many are owed. */
  get owed(): number {
    return this.#owed.size;
  }

  /** Whether `of` can find anything. */
  get any(): boolean {
    return this.#underWay.size + this.#owed.size + this.#suspended.size > 0;
  }

  /** Categories that are not read from the store now. */
  suspended(now: number): readonly string[] {
    return [...this.#suspended].filter(([, until]) => now < until).map(([category]) => category);
  }

  /** A first try begins; another one of the same key replaces it. */
  begin(key: CacheKey, since: number, trying: Promise<void>): Pending {
    const pending = { key, since };
    this.#underWay.set(key.data, { pending, trying });
    return pending;
  }

  acknowledge(pending: Pending): void {
    this.#end(pending);
    const owed = this.#owed.get(pending.key.data);
    // An older debt is paid as well: this eviction came later.
    if (owed !== undefined && owed.since <= pending.since) this.#owed.delete(pending.key.data);
  }

  /** A try failed. `longest` is the time in milliseconds that any value of the category may live in the store. */
  owe(pending: Pending, now: number, longest: number): void {
    const { data, category } = pending.key;
    const owed = this.#owed.get(data);
    if (owed !== undefined ? owed.since < pending.since : this.#owed.size < this.#bound)
      this.#owed.set(data, pending);
    else if (owed === undefined) this.#suspended.set(category, now + longest);
    this.#end(pending);
  }

  #end(pending: Pending): void {
    if (this.#underWay.get(pending.key.data)?.pending === pending) this.#underWay.delete(pending.key.data);
  }

  of(key: CacheKey, now: number): Withheld | undefined {
    const underWay = this.#underWay.get(key.data);
    if (underWay !== undefined) return underWay;
    if (this.#owed.has(key.data)) return OWED;
    const until = this.#suspended.get(key.category);
    if (until === undefined) return undefined;
    if (now < until) return OWED;
    this.#suspended.delete(key.category);
    return undefined;
  }

  oldest(count: number): readonly Pending[] {
    return this.#owed.values().take(count).toArray();
  }
}
