import type { StoreBudget } from '../guard/store-budget.ts';
import { StoreTrouble } from '../guard/store-guard.ts';
import type { CacheKey } from '../keys/cache-key.ts';
import type { Claim, StoreKey } from '../ports/index.ts';
import type { MissReason } from '../telemetry/telemetry.ts';
import type { CacheContext } from './cache-context.ts';
import type { CategoryOf } from './category-of.ts';
import { type EntryReader, orderCounts } from './entry-reader.ts';
import type { EntryWriter, GrantedLease } from './entry-writer.ts';
import { Flight, GIVEN_UP, landed, type Outcome } from './flight.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { LoadMany } from './loader.ts';
import type { Loaded, Loads } from './loads.ts';

export interface BatchLoadParts<Value> {
  readonly reader: EntryReader<Value>;
  readonly writer: EntryWriter<Value>;
  readonly keeper: LeaseKeeper;
  readonly loads: Loads<Value>;
}

export interface Missing {
  readonly key: CacheKey;
  readonly reason: MissReason;
}

export interface BatchRequest<Value> {
  readonly load: LoadMany<Value>;
  readonly budget: StoreBudget;
  readonly signal: AbortSignal | undefined;
  /** Where answers go. */
  readonly outcomes: Map<StoreKey, Outcome<Value>>;
}

/** A key that this batch asks the lease of, with its flight for others in this process who want the key meanwhile. */
interface Asked<Value> extends Missing {
  readonly token: string;
  readonly flight: Flight<Value>;
}

/** A key whose lease the batch holds. */
interface Own<Value> extends Asked<Value> {
  readonly lease: GrantedLease;
}

/** The leases, the load and the fills of one call for many keys. */
export class BatchLoad<Value> {
  readonly #context: CacheContext;
  readonly #category: CategoryOf<Value>;
  readonly #parts: BatchLoadParts<Value>;
  readonly #request: BatchRequest<Value>;

  constructor(
    context: CacheContext,
    category: CategoryOf<Value>,
    parts: BatchLoadParts<Value>,
    request: BatchRequest<Value>,
  ) {
    this.#context = context;
    this.#category = category;
    this.#parts = parts;
    this.#request = request;
  }

  /** Returns what the store could not be asked for. What somebody else is loading is in neither result. */
  async run(missing: readonly Missing[]): Promise<readonly Missing[]> {
    const asked = this.#register(missing, false);
    if (asked.length === 0) return [];
    const claims = await this.#claim(asked);
    if (claims instanceof StoreTrouble) {
      for (const one of asked) {
        this.#parts.keeper.releaseAfter(claims, one.key, one.token);
        this.#land(one, undefined);
      }
      return asked.map(({ key }) => ({ key, reason: 'store' }));
    }
    const own = asked.flatMap((one, at) => this.#granted(one, claims[at]) ?? []);
    if (own.length > 0) await this.#loadAndFill(own);
    return [];
  }

  /** One load that leaves the store alone. What somebody else is loading is left to the others. */
  async runAside(missing: readonly Missing[]): Promise<void> {
    const asked = this.#register(missing, true);
    if (asked.length === 0) return;
    await this.#load(asked, async (loaded) => {
      asked.forEach((one, at) => {
        const { prepared, readAt } = loaded[at] as Loaded<Value>;
        this.#answer(one, { entry: prepared.entry, source: 'bypassed', reason: one.reason }, readAt, 0);
      });
    });
  }

  /** Only keys that nobody in this process is loading. The caller of the batch travels on every flight. */
  #register(missing: readonly Missing[], aside: boolean): readonly Asked<Value>[] {
    const { flights, random, trust } = this.#context;
    return missing
      .filter(({ key }) => flights.load(key.data) === undefined)
      .map((one) => {
        const flight = new Flight<Value>(trust.era, aside);
        flight.join();
        flights.registerLoad(one.key.data, flight);
        return { ...one, token: random.token(), flight };
      });
  }

  #claim(asked: readonly Asked<Value>[]): Promise<readonly Claim[] | StoreTrouble> {
    const { guard, entries } = this.#context;
    const { ttl } = this.#parts.keeper;
    const claims = asked.map(({ key, token }) => ({ entry: key, terms: { token, ttl } }));
    return guard.run('claimMany', this.#request.budget, () => entries.claimMany(claims));
  }

  /** The lease, unless somebody else has it, or has filled meanwhile. */
  #granted(one: Asked<Value>, claim: Claim | undefined): Own<Value> | undefined {
    const granted = claim?.granted === true;
    this.#context.telemetry.lease(this.#category.name, granted ? 'acquired' : 'contended');
    const seen = this.#parts.reader.lookAgain(claim?.value ?? null, one.key);
    if (seen.entry !== undefined && seen.age === 'fresh') {
      this.#context.local.put(this.#category, one.key, seen.entry, one.flight);
      this.#request.outcomes.set(one.key.data, { entry: seen.entry, source: 'l2', reason: null });
      if (granted) this.#parts.keeper.release(one.key, one.token);
      this.#land(one, undefined);
      return undefined;
    }
    if (granted) return { ...one, lease: { token: one.token, orderCounts: orderCounts(seen) } };
    this.#land(one, undefined);
    return undefined;
  }

  async #loadAndFill(own: readonly Own<Value>[]): Promise<void> {
    const { keeper } = this.#parts;
    const stops = own.map(({ key, token }) => keeper.keep(key, token));
    let filled = false;
    try {
      await this.#load(own, (loaded) => {
        filled = true;
        return this.#fill(own, loaded);
      });
    } finally {
      for (const stop of stops) stop();
      if (!filled) for (const { key, token } of own) keeper.release(key, token);
    }
  }

  /** One load for all; `then` lands the flights. */
  async #load(
    asked: readonly Asked<Value>[],
    then: (loaded: readonly Loaded<Value>[]) => Promise<void>,
  ): Promise<void> {
    const { abort, disembark } = this.#board(asked);
    const keys = asked.map(({ key }) => key);
    const flights = asked.map(({ flight }) => flight);
    try {
      const loaded = await this.#parts.loads.loadAll(flights, keys, this.#request.load, abort);
      if (loaded === 'busy') for (const one of asked) this.#land(one, undefined);
      else await then(loaded);
    } catch (error) {
      for (const one of asked) {
        this.#context.flights.endLoad(one.key.data, one.flight);
        one.flight.crash(error);
      }
      throw error;
    } finally {
      disembark();
    }
  }

  /** When the caller and all others have left all flights, the load ends. */
  #board(asked: readonly Asked<Value>[]) {
    const { signal } = this.#request;
    const abort = new AbortController();
    let waiting = asked.length;
    for (const { flight } of asked) {
      flight.abort.signal.addEventListener('abort', () => {
        waiting -= 1;
        if (waiting === 0) abort.abort(flight.abort.signal.reason);
      });
    }
    const leave = () => {
      for (const { flight } of asked) flight.leave(signal?.reason);
    };
    if (signal?.aborted === true) leave();
    else signal?.addEventListener('abort', leave, { once: true });
    return { abort, disembark: () => signal?.removeEventListener('abort', leave) };
  }

  async #fill(own: readonly Own<Value>[], loaded: readonly Loaded<Value>[]): Promise<void> {
    const proofs = own.map(({ flight }) => flight.advance());
    const fills = own.map(({ key, lease }, at) => ({
      key,
      lease,
      prepared: (loaded[at] as Loaded<Value>).prepared,
    }));
    const filled = await this.#parts.writer.storeMany(fills, this.#request.budget);
    own.forEach((one, at) => {
      const { prepared, readAt } = loaded[at] as Loaded<Value>;
      if (filled[at] === 'stored')
        this.#context.local.put(this.#category, one.key, prepared.entry, one.flight);
      const outcome: Outcome<Value> = { entry: prepared.entry, source: 'loaded', reason: one.reason };
      this.#answer(one, outcome, readAt, filled[at] === 'unproved' ? 0 : proofs[at]);
    });
  }

  #answer(one: Asked<Value>, outcome: Outcome<Value>, readAt: number, provedAt = 0): void {
    this.#request.outcomes.set(one.key.data, outcome);
    this.#land(one, outcome, readAt, provedAt);
  }

  /** Without an outcome: whoever joined goes round again. */
  #land({ key, flight }: Asked<Value>, outcome: Outcome<Value> | undefined, readAt = 0, provedAt = 0): void {
    this.#context.flights.endLoad(key.data, flight);
    flight.land(outcome === undefined ? GIVEN_UP : landed(this.#category, outcome, { readAt, provedAt }));
  }
}
