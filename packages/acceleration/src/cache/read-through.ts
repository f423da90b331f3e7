import type { StoreBudget } from '../guard/store-budget.ts';
import { StoreTrouble } from '../guard/store-guard.ts';
import type { CacheKey } from '../keys/cache-key.ts';
import type { ShadowVerifier } from '../shadow/shadow-verifier.ts';
import type { MissReason } from '../telemetry/telemetry.ts';
import { isRefused } from './answer.ts';
import type { CacheContext } from './cache-context.ts';
import type { CategoryOf } from './category-of.ts';
import type { Entry } from './entry.ts';
import type { EntryReader, Seen } from './entry-reader.ts';
import { type Answer, type Flight, type Outcome, serves } from './flight.ts';
import { refreshesEarly } from './lifetime.ts';
import { type Errand, type LoadFlights, refusedWithoutStore } from './load-flights.ts';
import type { Load, ReadOptions } from './loader.ts';
import { loadingTerms } from './loading-terms.ts';
import { orAbort } from './or-abort.ts';
import type { Refused } from './reading.ts';
import { withinBudget } from './within-budget.ts';

/** Rounds on shared flights; who was not served by then asks the truth alone. */
const SHARED_ROUNDS = 3;

const NOT_PUBLISHED: Refused = { outcome: 'refused', reason: 'version-not-published', retryAfter: 0 };

export interface ReadThroughParts<Value> {
  readonly reader: EntryReader<Value>;
  readonly flights: LoadFlights<Value>;
  readonly shadow: ShadowVerifier<Value> | undefined;
}

type Withholding = 'pending' | 'quarantined' | 'store';

/** On whose behalf something is read. */
export interface Reader {
  /** Whether the payload has to be decoded. Default: `value`. */
  readonly wants?: 'value' | 'bytes';
  /** The miss has been counted already. */
  readonly missed?: boolean;
}

/** What the store can do for a caller now. */
type Look<Value> =
  | { readonly answer: Answer<Value> }
  | { readonly refused: Refused }
  | { readonly errand: Exclude<Errand, { kind: 'refresh' }> };

function fill(reason: MissReason, minVersion: number) {
  return { errand: { kind: 'fill', reason, minVersion } } as const;
}

function bypass(reason: MissReason) {
  return { errand: { kind: 'bypass', reason } } as const;
}

/*
 * The one algorithm of reading, after memory had nothing:
 *
 *   quarantined, or an invalidation of this node not acknowledged ──▶ ask the truth, leave the store alone
 *   store: fresh ──▶ answer          stale within the declared time ──▶ answer, refresh behind it
 *   else ──▶ lease ──▶ load ──▶ fill under the lease
 *
 * Whoever joins work that is under way gets its value only if it was read after they came, or if the fill proved that nothing was
 * invalidated in between; else they go round again.
 */
export class ReadThrough<Value> {
  readonly #context: CacheContext;
  readonly #category: CategoryOf<Value>;
  readonly #reader: EntryReader<Value>;
  readonly #loads: LoadFlights<Value>;
  readonly #shadow: ShadowVerifier<Value> | undefined;
  readonly #early: boolean;

  constructor(context: CacheContext, category: CategoryOf<Value>, parts: ReadThroughParts<Value>) {
    this.#context = context;
    this.#category = category;
    this.#reader = parts.reader;
    this.#loads = parts.flights;
    this.#shadow = parts.shadow;
    this.#early = loadingTerms(category).early;
  }

  /** Rejects with the loader's error, or with the reason of the caller's signal. */
  async read(
    key: CacheKey,
    load: Load<Value>,
    options: ReadOptions,
    { wants = 'value', missed }: Reader = {},
  ): Promise<Outcome<Value>> {
    const { signal, minVersion = 0 } = options;
    const budget = options.budget ?? this.#context.newBudget();
    let counted = missed === true;
    for (let round = 0; ; round += 1) {
      signal?.throwIfAborted();
      const withheld = this.#mayBeWithheld(key)
        ? await orAbort(this.#withheld(key, budget), signal)
        : undefined;
      const look =
        withheld === undefined
          ? this.#look(await orAbort(this.#reader.read(key, budget), signal), key, load, minVersion, wants)
          : withheld === 'store'
            ? this.#withoutStore()
            : bypass(withheld);
      if ('answer' in look) return look.answer;
      if ('refused' in look) return look.refused;
      const { errand } = look;
      if (!counted) this.countMiss(key, errand.reason);
      counted = true;
      const shared = round < SHARED_ROUNDS;
      const flight = shared
        ? this.#loads.flight(key, load, errand, budget)
        : this.#loads.private(key, load, errand.reason, budget);
      const outcome = await this.#ride(flight, minVersion, signal);
      if (outcome !== undefined) return outcome;
    }
  }

  #look(
    read: Seen<Value> | StoreTrouble,
    key: CacheKey,
    load: Load<Value>,
    minVersion: number,
    wants: 'value' | 'bytes',
  ): Look<Value> {
    if (read instanceof StoreTrouble) return this.#withoutStore();
    const seen = wants === 'value' ? this.#reader.decoded(read) : read;
    if (seen.entry === undefined) return fill(seen.miss, minVersion);
    const { entry, age } = seen;
    if (entry.header.order < minVersion) return fill('min-version', minVersion);
    if (age === 'expired') return fill('stale', minVersion);
    const source = age === 'fresh' ? 'l2' : 'stale';
    return { answer: this.hit(key, load, { entry, source, reason: null }) };
  }

  /** A first look that costs nothing: nearly always nothing is owed to the store, and nothing is in quarantine. */
  #mayBeWithheld(key: CacheKey): boolean {
    const { generations, pending, storeClock } = this.#context;
    return (
      !storeClock.synchronised ||
      pending.any ||
      generations.quarantined(key.category, key.tenant, key.version)
    );
  }

  /** Why the store may not be asked for this key now. */
  async #withheld(key: CacheKey, budget: StoreBudget): Promise<Withholding | undefined> {
    const { generations, pending, clock, storeClock } = this.#context;
    // Without its time a value of the store cannot be judged, nor one be stored.
    if (!storeClock.synchronised) return 'store';
    if (generations.quarantined(key.category, key.tenant, key.version)) return 'quarantined';
    const owed = pending.of(key, clock.monotonic());
    if (owed === undefined) return undefined;
    // In good health it is done in a moment, and its readers then share one load with everybody else.
    if (owed.trying !== undefined) await withinBudget(this.#context, budget, owed.trying, undefined);
    return pending.of(key, clock.monotonic()) === undefined ? undefined : 'pending';
  }

  #withoutStore(): Look<Value> {
    const refused = refusedWithoutStore(this.#category.whenStoreDown);
    if (refused === undefined) return bypass('store');
    this.#context.telemetry.refused(this.#category.name, refused.reason);
    return { refused };
  }

  countMiss(key: CacheKey, reason: MissReason): void {
    this.#context.telemetry.miss(this.#category.name, reason);
    this.#context.telemetry.missed(key.data);
  }

  /** What follows from a value of the store being answered: it is counted, looked at, and replaced in time. */
  hit(key: CacheKey, load: Load<Value>, answer: Answer<Value>): Answer<Value> {
    const { storeClock, telemetry } = this.#context;
    const { entry, source } = answer;
    const age = storeClock.now() - entry.header.generatedAt;
    telemetry.hit(this.#category.name, source === 'l2' ? 'l2' : 'stale', age);
    if (source === 'stale') this.#loads.refresh(key, load, entry.header);
    else this.inspect(key, load, entry);
    return answer;
  }

  /** A fresh value is answered, from wherever. */
  inspect(key: CacheKey, load: Load<Value>, entry: Entry<Value>): void {
    this.#shadow?.sample(key, entry, load);
    if (!this.#early) return;
    const { storeClock, random } = this.#context;
    const { header } = entry;
    if (refreshesEarly(header, storeClock.now(), random.fraction())) this.#loads.refresh(key, load, header);
  }

  /** Undefined: the flight could not serve this passenger. */
  async #ride(
    flight: Flight<Value>,
    minVersion: number,
    signal: AbortSignal | undefined,
  ): Promise<Outcome<Value> | undefined> {
    const joined = flight.join();
    try {
      const landing = await orAbort(flight.landing, signal);
      const { outcome, readAt } = landing;
      if (outcome === undefined || !serves(landing, joined)) return undefined;
      if (isRefused(outcome) || outcome.entry.header.order >= minVersion) return outcome;
      // What the truth itself said, asked after this caller came.
      return outcome.source !== 'l2' && joined < readAt ? NOT_PUBLISHED : undefined;
    } catch (error) {
      flight.leave(error);
      throw error;
    }
  }
}
