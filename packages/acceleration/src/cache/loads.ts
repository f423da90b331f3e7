import type { CacheKey } from '../keys/cache-key.ts';
import type { LoadOutcome } from '../telemetry/telemetry.ts';
import type { CacheContext } from './cache-context.ts';
import type { CategoryOf } from './category-of.ts';
import type { EntryWriter, LoadStart, Prepared } from './entry-writer.ts';
import type { Flight } from './flight.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { LoadSlots } from './load-slots.ts';
import { absent, type Load, type LoadContext } from './loader.ts';
import { loadingTerms } from './loading-terms.ts';
import { isLoadTimeout, returnedNothing, runLoad } from './run-load.ts';

export interface Loaded<Value> {
  readonly prepared: Prepared<Value>;
  /** The flight's step at which the truth was asked. */
  readonly readAt: number;
}

/** Asks the truth, a bounded number of times at once, and measures it. */
export class Loads<Value> {
  readonly #context: CacheContext;
  readonly #category: CategoryOf<Value>;
  readonly #slots: LoadSlots;
  readonly #writer: EntryWriter<Value>;
  readonly #keeper: LeaseKeeper;
  readonly #timeout: number;
  readonly #patience: number;

  constructor(
    context: CacheContext,
    category: CategoryOf<Value>,
    slots: LoadSlots,
    writer: EntryWriter<Value>,
    keeper: LeaseKeeper,
  ) {
    this.#context = context;
    this.#category = category;
    this.#slots = slots;
    this.#writer = writer;
    this.#keeper = keeper;
    const { timeout, whenBusy, lockWait } = loadingTerms(category);
    this.#timeout = timeout;
    this.#patience = whenBusy === 'refuse' ? lockWait : this.#timeout;
  }

  /** `busy`: no place became free in time. Rejects with the loader's error, `CACHE_LOAD_TIMEOUT`, or the reason of an abort. */
  async load(flight: Flight<Value>, key: CacheKey, load: Load<Value>): Promise<Loaded<Value> | 'busy'> {
    const several = await this.loadAll(
      [flight],
      [key],
      async (keys, context) => [await load(keys[0] as CacheKey, context)],
      flight.abort,
    );
    return several === 'busy' ? 'busy' : (several[0] as Loaded<Value>);
  }

  /** One load for several keys; each flight gets its step. */
  async loadAll(
    flights: readonly Flight<Value>[],
    keys: readonly CacheKey[],
    load: (keys: readonly CacheKey[], context: LoadContext) => Promise<readonly (Value | typeof absent)[]>,
    abort: AbortController,
  ): Promise<readonly Loaded<Value>[] | 'busy'> {
    const { closing } = this.#context;
    closing.throwIfClosed();
    const stopListening = closing.onClose((reason) => abort.abort(reason));
    try {
      if (!(await this.#slots.take(this.#patience, abort.signal))) return 'busy';
      return await this.#loadInPlace(flights, keys, load, abort);
    } finally {
      stopListening();
    }
  }

  async #loadInPlace(
    flights: readonly Flight<Value>[],
    keys: readonly CacheKey[],
    load: (keys: readonly CacheKey[], context: LoadContext) => Promise<readonly (Value | typeof absent)[]>,
    abort: AbortController,
  ): Promise<readonly Loaded<Value>[]> {
    const { clock, storeClock, generations } = this.#context;
    const began = clock.monotonic();
    const start: LoadStart = { at: storeClock.now(), generation: generations.watermark };
    const steps = flights.map((flight) => flight.advance());
    try {
      const values = await runLoad(
        this.#category.name,
        this.#timeout,
        this.#context.timers,
        abort,
        (signal) => load(keys, { signal }),
      );
      const cost = clock.monotonic() - began;
      this.#keeper.measured(cost);
      const loaded = keys.map((key, at) => ({
        prepared: this.#writer.prepare(key, valueAt(values, at, this.#category.name), start, cost),
        readAt: steps[at] as number,
      }));
      for (const value of values) this.#count(value === absent ? 'absent' : 'loaded', cost);
      return loaded;
    } catch (error) {
      this.#count(outcomeOf(error, abort.signal), clock.monotonic() - began);
      throw error;
    } finally {
      this.#slots.leave();
    }
  }

  #count(outcome: LoadOutcome, ms: number): void {
    this.#context.telemetry.load(this.#category.name, outcome, ms);
  }
}

function outcomeOf(error: unknown, signal: AbortSignal): LoadOutcome {
  if (isLoadTimeout(error)) return 'timeout';
  return signal.aborted ? 'aborted' : 'failed';
}

function valueAt<Value>(
  values: readonly (Value | typeof absent)[],
  at: number,
  name: string,
): Value | typeof absent {
  const value = values[at];
  if (value === undefined) throw returnedNothing(name);
  return value;
}
