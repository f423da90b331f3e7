import type { Clock } from '@quotewright/kernel';
import type { ByteBudget } from './byte-budget.ts';

/** What a key costs besides its own text and its value: the record and its place in the map, rounded up. */
const OVERHEAD_BYTES = 96;

/** A write looks at this many other keys, so that dead ones leave faster than new ones come. */
const SWEPT_PER_WRITE = 4;

interface Item<Value> {
  readonly value: Value;
  readonly bytes: number;
  readonly expiresAt: number;
}

interface ExpiringMapOptions<Value> {
  readonly clock: Clock;
  readonly budget: ByteBudget;
  /** Bytes of the value alone. */
  readonly weigh: (value: Value) => number;
  /** Whether the least recently used item gives way when the budget is full. Default: the write is refused. */
  readonly evicts?: boolean;
}

/**
 * Values with a time to live. An expired value is gone for every caller at once; its memory comes back when the key is
 * touched, or when the sweep that rides on writes passes by. There is no timer: nothing here happens by itself.
 *
 * The order of the underlying map is the order of use. All operations take constant time.
 */
export class ExpiringMap<Value> {
  readonly #items = new Map<string, Item<Value>>();
  readonly #clock: Clock;
  readonly #budget: ByteBudget;
  readonly #weigh: (value: Value) => number;
  readonly #evicts: boolean;
  #cursor = this.#items.entries();
  #leftInPass = 0;
  #evictions = 0;

  constructor({ clock, budget, weigh, evicts = false }: ExpiringMapOptions<Value>) {
    this.#clock = clock;
    this.#budget = budget;
    this.#weigh = weigh;
    this.#evicts = evicts;
    if (evicts) budget.evictThrough(() => this.#evictOldest());
  }

  /** Expired ones that nobody met yet are counted. */
  get size(): number {
    return this.#items.size;
  }

  get evictions(): number {
    return this.#evictions;
  }

  get(key: string): Value | undefined {
    const item = this.#live(key);
    if (item === undefined) return undefined;
    if (this.#evicts) {
      this.#items.delete(key);
      this.#items.set(key, item);
    }
    return item.value;
  }

  /** Milliseconds since the epoch; 0 where there is no such key. */
  expiryOf(key: string): number {
    return this.#live(key)?.expiresAt ?? 0;
  }

  /** `ttl` in milliseconds. Throws `StoreFullError`, and then the old value stays. */
  set(key: string, value: Value, ttl: number): void {
    const expiresAt = this.#expiry(ttl);
    this.#sweep();
    const bytes = key.length + this.#weigh(value) + OVERHEAD_BYTES;
    // What may be evicted is counted as room already, the old value of this key with it.
    const replaced = this.#evicts ? 0 : (this.#items.get(key)?.bytes ?? 0);
    this.#budget.demand(bytes - replaced);
    this.delete(key);
    this.#items.set(key, { value, bytes, expiresAt });
    this.#budget.take(bytes, this.#evicts);
  }

  /** Gives a living key this time to live from now on. False: there is none. */
  prolong(key: string, ttl: number): boolean {
    const expiresAt = this.#expiry(ttl);
    const item = this.#live(key);
    if (item === undefined) return false;
    this.#items.set(key, { ...item, expiresAt });
    return true;
  }

  delete(key: string): void {
    const item = this.#items.get(key);
    if (item === undefined) return;
    this.#items.delete(key);
    this.#budget.give(item.bytes, this.#evicts);
  }

  clear(): void {
    for (const key of this.#items.keys()) this.delete(key);
  }

  #expiry(ttl: number): number {
    if (!Number.isSafeInteger(ttl) || ttl < 1) {
      throw new RangeError(`a time to live is a whole number of milliseconds from 1 on, not ${ttl}`);
    }
    return this.#clock.now() + ttl;
  }

  #live(key: string): Item<Value> | undefined {
    const item = this.#items.get(key);
    if (item === undefined || item.expiresAt > this.#clock.now()) return item;
    this.delete(key);
    return undefined;
  }

  #evictOldest(): void {
    const oldest = this.#items.keys().next();
    if (oldest.done === true) throw new Error('evicted more than there was');
    this.delete(oldest.value);
    this.#evictions += 1;
  }

  #sweep(): void {
    const now = this.#clock.now();
    for (let step = 0; step < SWEPT_PER_WRITE; step += 1) {
      // Reading moves keys to the end, so a pass is counted: waiting for the end of the map could take for ever.
      if (this.#leftInPass === 0) {
        this.#cursor = this.#items.entries();
        this.#leftInPass = this.#items.size;
      }
      const next = this.#cursor.next();
      if (next.done === true) {
        this.#leftInPass = 0;
        return;
      }
      this.#leftInPass -= 1;
      const [key, { expiresAt }] = next.value;
      if (expiresAt <= now) this.delete(key);
    }
  }
}
