import type { Clock } from '@quotewright/kernel';
import { LRUCache } from 'lru-cache';
import type { PendingInvalidations } from '../bus/pending-invalidations.ts';
import type { Trust } from '../bus/trust.ts';
import type { Generations } from '../generation/generations.ts';
import type { CacheKey } from '../keys/cache-key.ts';
import type { StoreKey } from '../ports/index.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { type CategoryOf, isVersioned } from './category-of.ts';
import type { Entry } from './entry.ts';
import type { Voidable } from './flight.ts';
import { ALWAYS, Held } from './held.ts';
import type { StoreClock } from './store-clock.ts';

/** Bytes an entry costs besides key and value: maps, lists, headers. */
const OVERHEAD = 400;

export interface LocalTierOptions {
  /** Bytes of all entries of all categories together. */
  readonly maxBytes: number;
  readonly clock: Clock;
  readonly storeClock: StoreClock;
  readonly trust: Trust;
  readonly generations: Generations;
  readonly pending: PendingInvalidations;
  readonly telemetry: Telemetry;
}

/**
 * L1: bounded by bytes over all categories, least recently used first out. Versioned values are always answered; changeable ones
 * only in the bus era they came in, and only while the node can prove that it hears every invalidation. Both are looked at
 * when a value is read, not when something happens: a process that was paused distrusts itself.
 */
export class LocalTier {
  readonly #held: LRUCache<StoreKey, Held<unknown>>;
  readonly #clock: Clock;
  readonly #storeClock: StoreClock;
  readonly #trust: Trust;
  readonly #generations: Generations;
  readonly #pending: PendingInvalidations;

  constructor(options: LocalTierOptions) {
    const { maxBytes, clock, storeClock, trust, generations, pending, telemetry } = options;
    this.#clock = clock;
    this.#storeClock = storeClock;
    this.#trust = trust;
    this.#generations = generations;
    this.#pending = pending;
    this.#held = new LRUCache({
      maxSize: Math.max(1, maxBytes),
      dispose: (held, _, reason) => {
        if (reason === 'evict') telemetry.evictedLocally(held.key.category);
      },
    });
  }

  /** `now` is monotonic, read once by the caller for this and for the age. */
  get<Value>(key: CacheKey, now: number): Held<Value> | undefined {
    const held = this.#held.get(key.data) as Held<Value> | undefined;
    if (held === undefined || this.#answers(held, key, now)) return held;
    // Distrust for silence may pass; everything else is final.
    if (held.freshUntil <= now || !this.#timeless(held, key)) this.#held.delete(key.data);
    return undefined;
  }

  /** For people: what is held, and whether it would be answered. Changes nothing, not even what is thrown out next. */
  look(
    key: CacheKey,
    now: number,
  ): { readonly entry: Entry<unknown>; readonly believed: boolean } | undefined {
    const held = this.#held.peek(key.data);
    if (held === undefined) return undefined;
    return { entry: held.entry, believed: this.#answers(held, key, now) && held.decodes };
  }

  #answers(held: Held<unknown>, key: CacheKey, now: number): boolean {
    if (held.freshUntil <= now) return false;
    if (held.era !== ALWAYS && (held.era !== this.#trust.era || !this.#trust.holds(now))) return false;
    return held.revision === this.#generations.revision || this.#survivesPurges(held, key);
  }

  #timeless(held: Held<unknown>, key: CacheKey): boolean {
    return (held.era === ALWAYS || held.era === this.#trust.era) && this.#survivesPurges(held, key);
  }

  #survivesPurges(held: Held<unknown>, { category, tenant, version }: CacheKey): boolean {
    const generations = this.#generations;
    if (generations.quarantined(category, tenant, version)) return false;
    if (held.entry.header.generation < generations.required(category, tenant, version)) return false;
    held.revision = generations.revision;
    return true;
  }

  /** Takes what a flight brought, unless something happened since the flight was registered that voids it. */
  put<Value>(category: CategoryOf<Value>, key: CacheKey, entry: Entry<Value>, flight: Voidable): void {
    const storeClock = this.#storeClock;
    const trust = this.#trust;
    const generations = this.#generations;
    if (flight.dead || entry.payload === undefined) return;
    const bytes = entry.payload.length;
    const size = OVERHEAD + 2 * key.data.length + bytes + category.codec.memoryOf(bytes);
    if (size > this.#held.maxSize) return;
    const now = this.#clock.monotonic();
    const versioned = isVersioned(category);
    if (!versioned && !(flight.era === trust.era && trust.holds(now))) return;
    // What the store said while an invalidation is not acknowledged may be what it is about.
    if (this.#pending.any && this.#pending.of(key, now) !== undefined) return;
    const monotonicOf = (storeTime: number) => now + (storeTime - storeClock.now());
    const freshUntil = monotonicOf(entry.header.freshUntil);
    if (freshUntil <= now) return;
    const generatedAt = monotonicOf(entry.header.generatedAt);
    const era = versioned ? ALWAYS : flight.era;
    const held = new Held(entry, key, { freshUntil, generatedAt, era, revision: generations.revision });
    if (!this.#survivesPurges(held, key)) return;
    entry.detach();
    this.#held.set(key.data, held, { size });
  }

  drop(key: StoreKey): void {
    this.#held.delete(key);
  }

  clear(): void {
    this.#held.clear();
  }

  get bytes(): number {
    return this.#held.calculatedSize;
  }

  get entries(): number {
    return this.#held.size;
  }
}
