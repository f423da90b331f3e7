import type { Bytes } from './bytes.ts';
import type { EntryKeys, StoreKey } from './store-key.ts';

/** What a caller learns who asks for the right to fill an entry. Both facts are of one moment. */
export interface Claim {
  /** The lease is the caller's now. Otherwise somebody holds it, and the caller is put down to be woken. */
  readonly granted: boolean;
  /** The stored bytes at that moment: a fill may have come between the caller's read and its claim. */
  readonly value: Bytes | null;
}

export interface LeaseTerms {
  /** Random, at least 128 bits; who knows it holds the lease. */
  readonly token: string;
  /** Milliseconds until the lease ends by itself. */
  readonly ttl: number;
}

export interface Fill {
  readonly token: string;
  readonly value: Bytes;
  /** Milliseconds until the store forgets the value. A whole number ≥ 1. */
  readonly ttl: number;
  /**
   * Where the value's order stands: 8 bytes, big-endian, at this offset. A stored value with the same first four bytes
   * (magic and wire version) and a larger order stays, and the fill is `older`. The value reaches
   * past these bytes. Absent: no order is kept.
   */
  readonly orderOffset?: number;
}

/**
 * `refused`: the lease was not the caller's any more. `older`: the store has a later version; the lease has ended and the waiters are
 * woken. Neither changed the data.
 */
export type FillOutcome = 'stored' | 'refused' | 'older';

/**
 * Where envelopes are kept (L2). Every method is one round trip (for a cluster: one per shard), and rejects when the store
 * does not do it; deadlines, breaker and concurrency are the caller's (`guard/`). Every write is safe when it is applied
 * late, after its caller gave up: a fill compares the token, a lease ends by itself, an eviction only takes away.
 */
export interface EntryStore {
  get(key: StoreKey): Promise<Bytes | null>;
  /** In the order of `keys`; a key may repeat. */
  getMany(keys: readonly StoreKey[]): Promise<readonly (Bytes | null)[]>;
  /**
   * Takes the lease if nobody holds it (SET NX PX); otherwise registers this store's node among the waiters. A claim repeated with the
   * token that holds the lease is granted again, and prolongs nothing.
   */
  claim(entry: EntryKeys, terms: LeaseTerms): Promise<Claim>;
  claimMany(
    claims: readonly { readonly entry: EntryKeys; readonly terms: LeaseTerms }[],
  ): Promise<readonly Claim[]>;
  /** Stores if and only if the lease still carries the token; ends the lease and wakes the waiters in the same step. */
  fill(entry: EntryKeys, fill: Fill): Promise<FillOutcome>;
  fillMany(
    fills: readonly { readonly entry: EntryKeys; readonly fill: Fill }[],
  ): Promise<readonly FillOutcome[]>;
  /**
   * Stores whoever holds the lease: only for values that never change under their key. Ends the lease if it carries the
   * token, wakes the waiters.
   */
  put(entry: EntryKeys, fill: Omit<Fill, 'orderOffset'>): Promise<void>;
  /** Prolongs the lease from now on. False: it is not the caller's any more. */
  renew(entry: EntryKeys, terms: LeaseTerms): Promise<boolean>;
  /** Ends the lease without storing, and wakes the waiters. False: it was not the caller's. */
  release(entry: EntryKeys, token: string): Promise<boolean>;
  /** Deletes data and lease and wakes the waiters, also on a store that is full. A fill under way is refused from here on. */
  evict(entry: EntryKeys): Promise<void>;
  evictMany(entries: readonly EntryKeys[]): Promise<void>;
  /** Calls the listener with each data key whose lease ended while this node was waiting. Best effort: poll as well. */
  onWake(listener: (key: StoreKey) => void): () => void;
  /** The store's wall clock, milliseconds since the epoch. Nodes agree on this one, not on their own. */
  time(): Promise<number>;
}
