import type { Clock } from '@quotewright/kernel';
import type { Bytes, Claim, EntryKeys, Fill, FillOutcome, LeaseTerms, StoreKey } from '../../ports/index.ts';
import { ByteBudget } from './byte-budget.ts';
import { ExpiringMap } from './expiring-map.ts';

/** A node that may be put down to be woken. */
export interface Waiter {
  wake(key: StoreKey): void;
}

/** Magic and wire version of an envelope: orders of different wire versions are not compared. */
const WIRE_BYTES = 4;
const ORDER_BYTES = 8;

/** A set with a place for a few nodes. */
const WAITERS_BYTES = 256;

/** Milliseconds that waiters are remembered beyond the lease, so that its end finds them. */
const WAITERS_GRACE = 1_000;

interface EntrySpaceOptions {
  readonly clock: Clock;
  readonly maxBytes: number;
  /** What a write meets when there is no room: the least recently used values go, or the write is refused. */
  readonly full: 'evict' | 'refuse';
}

/**
 * The state behind `EntryStore`, shared by all nodes. Every method is one step, as a script is on a server. Bytes are
 * copied on their way in and on their way out.
 */
export class EntrySpace {
  readonly #clock: Clock;
  readonly #budget: ByteBudget;
  readonly #values: ExpiringMap<Bytes>;
  readonly #leases: ExpiringMap<string>;
  readonly #waiters: ExpiringMap<Set<Waiter>>;

  constructor({ clock, maxBytes, full }: EntrySpaceOptions) {
    const budget = new ByteBudget(maxBytes);
    this.#clock = clock;
    this.#budget = budget;
    this.#values = new ExpiringMap({
      clock,
      budget,
      weigh: (value) => value.byteLength,
      evicts: full === 'evict',
    });
    this.#leases = new ExpiringMap({ clock, budget, weigh: (token) => token.length });
    this.#waiters = new ExpiringMap({ clock, budget, weigh: () => WAITERS_BYTES });
  }

  get bytes(): number {
    return this.#budget.used;
  }

  get entries(): number {
    return this.#values.size;
  }

  get evictions(): number {
    return this.#values.evictions;
  }

  get(key: StoreKey): Bytes | null {
    const value = this.#values.get(key);
    return value === undefined ? null : new Uint8Array(value);
  }

  /** A token that holds the lease already is granted it again, not prolonged: a repeated claim is the same claim. */
  claim(entry: EntryKeys, { token, ttl }: LeaseTerms, waiter: Waiter): Claim {
    const holder = this.#leases.get(entry.lease);
    if (holder === undefined) this.#leases.set(entry.lease, token, ttl);
    else if (holder !== token) this.#await(entry, ttl, waiter);
    return { granted: holder === undefined || holder === token, value: this.get(entry.data) };
  }

  fill(entry: EntryKeys, { token, value, ttl, orderOffset }: Fill): FillOutcome {
    if (this.#leases.get(entry.lease) !== token) return 'refused';
    const older =
      orderOffset !== undefined && this.#isOlder(value, this.#values.get(entry.data), orderOffset);
    if (!older) this.#values.set(entry.data, new Uint8Array(value), ttl);
    this.#endLease(entry);
    return older ? 'older' : 'stored';
  }

  put(entry: EntryKeys, { token, value, ttl }: Omit<Fill, 'orderOffset'>): void {
    this.#values.set(entry.data, new Uint8Array(value), ttl);
    if (this.#leases.get(entry.lease) === token) this.#leases.delete(entry.lease);
    this.#wake(entry);
  }

  renew(entry: EntryKeys, { token, ttl }: LeaseTerms): boolean {
    if (this.#leases.get(entry.lease) !== token) return false;
    this.#leases.prolong(entry.lease, ttl);
    this.#remember(entry, ttl);
    return true;
  }

  release(entry: EntryKeys, token: string): boolean {
    if (this.#leases.get(entry.lease) !== token) return false;
    this.#endLease(entry);
    return true;
  }

  evict(entry: EntryKeys): void {
    this.#values.delete(entry.data);
    this.#endLease(entry);
  }

  clear(): void {
    this.#values.clear();
    this.#leases.clear();
    this.#waiters.clear();
  }

  #endLease(entry: EntryKeys): void {
    this.#leases.delete(entry.lease);
    this.#wake(entry);
  }

  #wake(entry: EntryKeys): void {
    const waiters = this.#waiters.get(entry.waiters);
    if (waiters === undefined) return;
    this.#waiters.delete(entry.waiters);
    for (const waiter of waiters) waiter.wake(entry.data);
  }

  #await(entry: EntryKeys, ttl: number, waiter: Waiter): void {
    const waiters = this.#waiters.get(entry.waiters);
    if (waiters === undefined) this.#waiters.set(entry.waiters, new Set([waiter]), ttl);
    else waiters.add(waiter);
    const leaseLeft = this.#leases.expiryOf(entry.lease) - this.#clock.now();
    this.#remember(entry, Math.max(ttl, Math.ceil(leaseLeft)));
  }

  /** The waiters live as long as the lease that they wait for, and no list lives for ever: whoever waits polls as well. */
  #remember(entry: EntryKeys, ttl: number): void {
    const life = ttl + WAITERS_GRACE;
    const known = this.#waiters.expiryOf(entry.waiters) - this.#clock.now();
    if (known > 0 && known < life) this.#waiters.prolong(entry.waiters, life);
  }

  #isOlder(value: Bytes, stored: Bytes | undefined, offset: number): boolean {
    const end = offset + ORDER_BYTES;
    if (stored === undefined || stored.byteLength < end || value.byteLength < end) return false;
    if (compare(value, stored, 0, WIRE_BYTES) !== 0) return false;
    return compare(value, stored, offset, end) < 0;
  }
}

function compare(left: Bytes, right: Bytes, start: number, end: number): number {
  return Buffer.compare(left.subarray(start, end), right.subarray(start, end));
}
