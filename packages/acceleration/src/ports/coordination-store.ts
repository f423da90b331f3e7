import type { Bytes } from './bytes.ts';
import type { LeaseTerms } from './entry-store.ts';
import type { RateLimitStore } from './rate-limit-store.ts';
import type { StoreKey } from './store-key.ts';

/** Leases that belong to no entry: one worker at a time, as a courtesy. They never guard business state. */
export interface LeaseStore {
  /** SET NX PX. False: somebody holds it. */
  acquire(key: StoreKey, terms: LeaseTerms): Promise<boolean>;
  /** Prolongs the lease from now on. False: it is not the caller's any more. */
  renew(key: StoreKey, terms: LeaseTerms): Promise<boolean>;
  /** False: it was not the caller's. */
  release(key: StoreKey, token: string): Promise<boolean>;
}

export interface CounterStore {
  /**
   * Adds `amount` (a whole number, may be negative) and returns the sum. The first addition starts a window of `ttl`
   * milliseconds, later ones do not prolong it; sums stay within ±(2^53 − 1) or the addition is rejected.
   */
  add(key: StoreKey, amount: number, ttl: number): Promise<number>;
  /** Null: no window is open. */
  count(key: StoreKey): Promise<number | null>;
}

/** Small values that are handed over once. */
export interface HandoverStore {
  /** False: there is one already, and it stays. */
  leave(key: StoreKey, value: Bytes, ttl: number): Promise<boolean>;
  /** Get-and-delete: of many takers one gets the value. */
  take(key: StoreKey): Promise<Bytes | null>;
}

export interface CoordinationStore extends LeaseStore, CounterStore, HandoverStore, RateLimitStore {}
