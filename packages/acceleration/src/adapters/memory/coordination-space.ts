import type { Clock } from '@quotewright/kernel';
import type { BucketState, BucketUse, Bytes, LeaseTerms, StoreKey } from '../../ports/index.ts';
import { type Bucket, takeFrom } from '../../rate-limit/bucket.ts';
import { ByteBudget } from './byte-budget.ts';
import { ExpiringMap } from './expiring-map.ts';

/** Room for about a hundred thousand counters or leases. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The state behind `CoordinationStore`. It never evicts: what somebody relies on until its time is up does not give way,
 * the newcomer is refused.
 */
export class CoordinationSpace {
  readonly #leases: ExpiringMap<string>;
  readonly #counters: ExpiringMap<{ sum: number }>;
  readonly #handovers: ExpiringMap<Bytes>;
  readonly #buckets: ExpiringMap<Bucket>;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    const budget = new ByteBudget(MAX_BYTES);
    this.#leases = new ExpiringMap({ clock, budget, weigh: (token) => token.length });
    this.#counters = new ExpiringMap({ clock, budget, weigh: () => 16 });
    this.#handovers = new ExpiringMap({ clock, budget, weigh: (value) => value.byteLength });
    this.#buckets = new ExpiringMap({
      clock,
      budget,
      weigh: (value) => (typeof value === 'number' ? 8 : value.length * 32),
    });
  }

  acquire(key: StoreKey, { token, ttl }: LeaseTerms): boolean {
    if (this.#leases.get(key) !== undefined) return false;
    this.#leases.set(key, token, ttl);
    return true;
  }

  renew(key: StoreKey, { token, ttl }: LeaseTerms): boolean {
    return this.#leases.get(key) === token && this.#leases.prolong(key, ttl);
  }

  release(key: StoreKey, token: string): boolean {
    if (this.#leases.get(key) !== token) return false;
    this.#leases.delete(key);
    return true;
  }

  add(key: StoreKey, amount: number, ttl: number): number {
    const counter = this.#counters.get(key);
    const sum = (counter?.sum ?? 0) + amount;
    if (!Number.isSafeInteger(amount) || !Number.isSafeInteger(sum)) {
      throw new RangeError('a counter takes whole numbers and stays within ±2^53');
    }
    if (counter === undefined) this.#counters.set(key, { sum }, ttl);
    else counter.sum = sum;
    return sum;
  }

  count(key: StoreKey): number | null {
    return this.#counters.get(key)?.sum ?? null;
  }

  leave(key: StoreKey, value: Bytes, ttl: number): boolean {
    if (this.#handovers.get(key) !== undefined) return false;
    this.#handovers.set(key, new Uint8Array(value), ttl);
    return true;
  }

  take(key: StoreKey): Bytes | null {
    const value = this.#handovers.get(key);
    this.#handovers.delete(key);
    return value ?? null;
  }

  takeUnits(uses: readonly BucketUse[]): readonly BucketState[] {
    const now = Math.floor(this.#clock.now() * 1_000);
    const takings = uses.map((use) => takeFrom(this.#buckets.get(use.key), now, use));
    const fits = takings.every(({ wait }) => wait === 0);
    return takings.map(({ wait, before, after, next }, index) => {
      const { key } = uses[index] as BucketUse;
      if (fits) this.#buckets.set(key, next, Math.ceil(after.reset / 1_000));
      return { wait, ...(fits ? after : before) };
    });
  }

  clear(): void {
    this.#leases.clear();
    this.#counters.clear();
    this.#handovers.clear();
    this.#buckets.clear();
  }
}
