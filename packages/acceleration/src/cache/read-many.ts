import type { StoreBudget } from '../guard/store-budget.ts';
import { StoreTrouble } from '../guard/store-guard.ts';
import type { CacheKey } from '../keys/cache-key.ts';
import type { StoreKey } from '../ports/index.ts';
import type { MissReason } from '../telemetry/telemetry.ts';
import { BatchLoad, type BatchLoadParts, type Missing } from './batch-load.ts';
import type { CacheContext } from './cache-context.ts';
import type { CategoryOf } from './category-of.ts';
import type { Outcome } from './flight.ts';
import { type Load, type LoadMany, type ReadOptions, singleOf } from './loader.ts';
import { orAbort } from './or-abort.ts';
import type { ReadThrough } from './read-through.ts';

export interface ReadManyParts<Value> extends BatchLoadParts<Value> {
  readonly one: ReadThrough<Value>;
}

const LEAVE_THE_STORE_ALONE: readonly MissReason[] = ['store', 'pending', 'quarantined'];

/**
 * Keys that are read, claimed, loaded and filled together. Bounds what one call puts on the store at a time, how many leases it
 * holds, and what its loader is asked for at once.
 */
const SLICE = 250;

/** The state of one call. */
interface Batch<Value> {
  readonly load: LoadMany<Value>;
  /** One of the loads as a load of its own. */
  readonly single: Load<Value>;
  budget: StoreBudget;
  readonly signal: AbortSignal | undefined;
  readonly outcomes: Map<StoreKey, Outcome<Value>>;
  /** Keys whose miss has been counted. */
  readonly missed: Set<StoreKey>;
  /** The store did not answer: it is not asked again in this call. */
  silent: boolean;
}

/*
 * Many keys in few round trips: one read for all, one claim for all misses, one load and one fill for those whose lease was granted.
 * Only then the others are waited for, one by one as single reads: waiting first would hold leases without working.
 */
export class ReadMany<Value> {
  readonly #context: CacheContext;
  readonly #category: CategoryOf<Value>;
  readonly #parts: ReadManyParts<Value>;

  constructor(context: CacheContext, category: CategoryOf<Value>, parts: ReadManyParts<Value>) {
    this.#context = context;
    this.#category = category;
    this.#parts = parts;
  }

  async read(
    keys: readonly CacheKey[],
    load: LoadMany<Value>,
    options: ReadOptions,
  ): Promise<ReadonlyMap<StoreKey, Outcome<Value>>> {
    const budget = options.budget ?? this.#context.newBudget();
    const outcomes = new Map<StoreKey, Outcome<Value>>();
    const missed = new Set<StoreKey>();
    const batch = {
      load,
      single: singleOf(load),
      budget,
      signal: options.signal,
      outcomes,
      missed,
      silent: false,
    };
    const wanted = [...new Map(keys.map((key) => [key.data, key])).values()];
    await orAbort(this.#slices(batch, wanted, options), options.signal);
    return outcomes;
  }

  async #slices(batch: Batch<Value>, wanted: readonly CacheKey[], options: ReadOptions): Promise<void> {
    for (let at = 0; at < wanted.length; at += SLICE) {
      options.signal?.throwIfAborted();
      // What the caller brought bounds the whole call.
      if (at > 0 && options.budget === undefined) batch.budget = this.#context.newBudget();
      await this.#work(batch, wanted.slice(at, at + SLICE), options);
    }
  }

  async #work(batch: Batch<Value>, wanted: readonly CacheKey[], options: ReadOptions): Promise<void> {
    const { outcomes, budget } = batch;
    // What must not be older than a version is asked for key by key: each has its own story.
    if (options.minVersion === undefined) {
      const { readable, withheld } = this.#sorted(batch, wanted);
      const missing = [...(await this.#readStore(batch, readable)), ...withheld];
      for (const { key, reason } of missing) {
        this.#parts.one.countMiss(key, reason);
        batch.missed.add(key.data);
      }
      await this.#loadMissing(batch, missing);
    }
    const rest = wanted.filter(({ data }) => !outcomes.has(data));
    await Promise.all(
      rest.map(async (key) =>
        outcomes.set(
          key.data,
          await this.#parts.one.read(
            key,
            batch.single,
            { ...options, budget },
            { missed: batch.missed.has(key.data) },
          ),
        ),
      ),
    );
  }

  #sorted(batch: Batch<Value>, wanted: readonly CacheKey[]) {
    const { generations, pending, clock, storeClock } = this.#context;
    const readable: CacheKey[] = [];
    const withheld: Missing[] = [];
    for (const key of wanted) {
      if (generations.quarantined(key.category, key.tenant, key.version))
        withheld.push({ key, reason: 'quarantined' });
      else if (batch.silent || !storeClock.synchronised) withheld.push({ key, reason: 'store' });
      else if (pending.of(key, clock.monotonic()) !== undefined) withheld.push({ key, reason: 'pending' });
      else readable.push(key);
    }
    return { readable, withheld };
  }

  /** Answers what the store has; returns what is missing, with `store` as the reason where it did not answer. */
  async #readStore(batch: Batch<Value>, keys: readonly CacheKey[]): Promise<readonly Missing[]> {
    if (keys.length === 0) return [];
    const { guard, entries, flights, trust } = this.#context;
    const reads = keys.map((key) => {
      const read = { era: trust.era, dead: false };
      flights.watch(key.data, read);
      return { key, read };
    });
    const stored = await guard.run('getMany', batch.budget, () =>
      entries.getMany(keys.map(({ data }) => data)),
    );
    if (stored instanceof StoreTrouble) batch.silent = true;
    return reads.flatMap(({ key, read }, at): readonly Missing[] => {
      const reason =
        stored instanceof StoreTrouble ? 'store' : this.#answer(batch, key, read, stored[at] ?? null);
      flights.endWatch(key.data, read);
      return reason === undefined ? [] : [{ key, reason }];
    });
  }

  /** Undefined: it was answered. */
  #answer(
    { outcomes, single }: Batch<Value>,
    key: CacheKey,
    read: { readonly era: number; dead: boolean },
    bytes: Uint8Array | null,
  ): MissReason | undefined {
    const seen = this.#parts.reader.examineValue(bytes, key);
    if (seen.entry === undefined) return seen.miss;
    if (seen.age === 'expired') return 'stale';
    const { entry, age } = seen;
    const source = age === 'fresh' ? 'l2' : 'stale';
    if (age === 'fresh') this.#context.local.put(this.#category, key, entry, read);
    outcomes.set(key.data, this.#parts.one.hit(key, single, { entry, source, reason: null }));
    return undefined;
  }

  async #loadMissing(batch: Batch<Value>, missing: readonly Missing[]): Promise<void> {
    const load = new BatchLoad(this.#context, this.#category, this.#parts, batch);
    const { aside = [], claimable = [] } = Object.groupBy(missing, ({ reason }) =>
      LEAVE_THE_STORE_ALONE.includes(reason) ? 'aside' : 'claimable',
    );
    const unclaimed = await load.run(claimable);
    if (unclaimed.length > 0) batch.silent = true;
    // Where the store may not be gone without, the single read refuses.
    const mayGoOn = this.#category.whenStoreDown === 'load';
    await load.runAside([...aside, ...unclaimed].filter(({ reason }) => reason !== 'store' || mayGoOn));
  }
}
