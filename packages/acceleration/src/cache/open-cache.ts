import type { DomainError } from '@quotewright/kernel';
import { StoreTrouble } from '../guard/store-guard.ts';
import type { CacheKey } from '../keys/cache-key.ts';
import type { KeyMaker } from '../keys/key-maker.ts';
import type { KeyShape, PartsOf } from '../keys/key-shape.ts';
import type { StoreKey } from '../ports/index.ts';
import type { Quarantine } from '../shadow/quarantine.ts';
import { ShadowVerifier } from '../shadow/shadow-verifier.ts';
import { bytesReadingOf, readingOf } from './answer.ts';
import type { Cache } from './cache.ts';
import type { CacheContext } from './cache-context.ts';
import { fail } from './cache-errors.ts';
import type { CategoryOf } from './category-of.ts';
import { EntryReader } from './entry-reader.ts';
import { EntryWriter } from './entry-writer.ts';
import type { Outcome } from './flight.ts';
import type { Held } from './held.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { LoadFlights } from './load-flights.ts';
import { LoadSlots } from './load-slots.ts';
import { type Load, type LoadMany, type ReadOptions, singleOf } from './loader.ts';
import { loadingTerms } from './loading-terms.ts';
import { Loads } from './loads.ts';
import { NegativeCap } from './negative-cap.ts';
import { ReadMany } from './read-many.ts';
import { ReadThrough } from './read-through.ts';
import type { BytesReading, Found, Reading, StoredCopy } from './reading.ts';

/** "There is none" a tenant may store in a process within a minute. */
const NEGATIVES = 1_000;

const NO_OPTIONS: ReadOptions = Object.freeze({});

export function openCache<Shape extends KeyShape, Value>(
  context: CacheContext,
  category: CategoryOf<Value>,
  keyOf: KeyMaker<Shape>,
  quarantine: Quarantine,
): Cache<Shape, Value> {
  return new OpenCache(context, category, keyOf, quarantine);
}

class OpenCache<Shape extends KeyShape, Value> implements Cache<Shape, Value> {
  readonly name: string;
  readonly #context: CacheContext;
  readonly #category: CategoryOf<Value>;
  readonly #keyOf: KeyMaker<Shape>;
  readonly #one: ReadThrough<Value>;
  readonly #many: ReadMany<Value>;
  readonly #reader: EntryReader<Value>;
  /** Whether fresh hits are sampled, or refreshed early. */
  readonly #inspects: boolean;
  readonly #ordered: boolean;

  constructor(
    context: CacheContext,
    category: CategoryOf<Value>,
    keyOf: KeyMaker<Shape>,
    quarantine: Quarantine,
  ) {
    const { name } = category;
    const { timeout, concurrency, early } = loadingTerms(category);
    const reader = new EntryReader(context, category);
    const writer = new EntryWriter(context, category, new NegativeCap(NEGATIVES));
    const keeper = new LeaseKeeper(context, name, timeout);
    const slots = new LoadSlots(concurrency, context.timers);
    const loads = new Loads(context, category, slots, writer, keeper);
    const flights = new LoadFlights(context, category, { reader, writer, keeper, loads });
    this.name = name;
    this.#reader = reader;
    this.#context = context;
    this.#category = category;
    this.#keyOf = keyOf;
    const sampled = (category.shadowRate ?? 0) > 0;
    const shadow = sampled ? new ShadowVerifier(context, category, { reader, slots, quarantine }) : undefined;
    this.#inspects = sampled || early;
    this.#ordered = category.orderOf !== undefined;
    this.#one = new ReadThrough(context, category, { reader, flights, shadow });
    this.#many = new ReadMany(context, category, { reader, writer, keeper, loads, one: this.#one });
  }

  key(tenant: string | null, parts: PartsOf<Shape>): CacheKey {
    return this.#keyOf(tenant, parts);
  }

  get(key: CacheKey, load: Load<Value>, options: ReadOptions = NO_OPTIONS): Promise<Reading<Value>> {
    const misuse = this.#misuse(key, options);
    if (misuse !== undefined) return Promise.reject(misuse);
    const held = this.#valueInMemory(key, options);
    if (held === undefined) {
      return this.#one.read(key, load, options).then((outcome) => readingOf(outcome, key));
    }
    if (this.#inspects) this.#one.inspect(key, load, held.entry);
    return held.answer;
  }

  getBytes(key: CacheKey, load: Load<Value>, options: ReadOptions = NO_OPTIONS): Promise<BytesReading> {
    const misuse = this.#misuse(key, options);
    if (misuse !== undefined) return Promise.reject(misuse);
    const held = this.#inMemory(key, options);
    const { encode } = this.#category.codec;
    if (held === undefined) {
      return this.#one
        .read(key, load, options, { wants: 'bytes' })
        .then((outcome) => bytesReadingOf(outcome, key, encode));
    }
    if (this.#inspects) this.#one.inspect(key, load, held.entry);
    return Promise.resolve(bytesReadingOf({ entry: held.entry, source: 'l1', reason: null }, key, encode));
  }

  async getMany(
    keys: readonly CacheKey[],
    load: LoadMany<Value>,
    options: ReadOptions = NO_OPTIONS,
  ): Promise<readonly Reading<Value>[]> {
    const held = new Map<StoreKey, Held<Value>>();
    for (const key of keys) {
      const misuse = this.#misuse(key, options);
      if (misuse !== undefined) throw misuse;
      const one = this.#valueInMemory(key, options);
      if (one === undefined) continue;
      held.set(key.data, one);
      if (this.#inspects) this.#one.inspect(key, singleOf(load), one.entry);
    }
    const missing = keys.filter(({ data }) => !held.has(data));
    const read = missing.length === 0 ? undefined : await this.#many.read(missing, load, options);
    return keys.map(
      (key) => held.get(key.data)?.reading ?? readingOf(read?.get(key.data) as Outcome<Value>, key),
    );
  }

  peek(key: CacheKey): Value | undefined {
    return this.#peek(key)?.value;
  }

  peekReading(key: CacheKey): Found<Value> | undefined {
    const reading = this.#peek(key)?.reading;
    return reading?.outcome === 'found' ? reading : undefined;
  }

  #peek(key: CacheKey): Held<Value> | undefined {
    const { local, clock, telemetry } = this.#context;
    const now = clock.monotonic();
    const held = key.category === this.name ? local.get<Value>(key, now) : undefined;
    if (held?.decodes !== true) return undefined;
    telemetry.hit(this.name, 'l1', now - held.generatedAt);
    return held;
  }

  async stored(
    key: CacheKey,
    { budget = this.#context.newBudget() }: Pick<ReadOptions, 'budget'> = NO_OPTIONS,
  ): Promise<StoredCopy> {
    const misuse = this.#misuse(key, NO_OPTIONS);
    if (misuse !== undefined) throw misuse;
    const seen = await this.#reader.read(key, budget);
    if (seen instanceof StoreTrouble) return { outcome: 'unknown' };
    if (seen.entry === undefined || seen.age === 'expired') return { outcome: 'nothing' };
    const { negative, contentHash, header } = seen.entry;
    const { generatedAt } = header;
    return negative ? { outcome: 'absent', generatedAt } : { outcome: 'copy', contentHash, generatedAt };
  }

  /** What no store and no loader can make right. */
  #misuse(key: CacheKey, { minVersion }: ReadOptions): DomainError | undefined {
    if (key.category !== this.name) {
      return fail('CACHE_KEY_FOREIGN', `a key of ${key.category} was given to ${this.name}`);
    }
    if (minVersion === undefined) return undefined;
    if (!Number.isSafeInteger(minVersion) || minVersion < 0) {
      return fail('CACHE_VERSION_UNKNOWN', `minVersion must be a whole number from 0, is ${minVersion}`);
    }
    if (this.#ordered) return undefined;
    return fail(
      'CACHE_VERSION_UNKNOWN',
      `minVersion is for pointers; the values of ${this.name} have no order`,
    );
  }

  /** A value that came as bytes may turn out to be none. */
  #valueInMemory(key: CacheKey, options: ReadOptions): Held<Value> | undefined {
    const held = this.#inMemory(key, options);
    if (held === undefined || held.decodes) return held;
    this.#context.local.drop(key.data);
    return undefined;
  }

  /** Counts a hit. */
  #inMemory(key: CacheKey, { minVersion, pastMemory }: ReadOptions): Held<Value> | undefined {
    if (pastMemory === true) return undefined;
    const { local, clock, telemetry } = this.#context;
    const now = clock.monotonic();
    const held = local.get<Value>(key, now);
    if (held === undefined) return undefined;
    if (minVersion !== undefined && held.entry.header.order < minVersion) return undefined;
    telemetry.hit(this.name, 'l1', now - held.generatedAt);
    return held;
  }
}
