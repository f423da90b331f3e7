import type { EnvelopeHeader } from '../envelope/envelope.ts';
import type { StoreBudget } from '../guard/store-budget.ts';
import { StoreTrouble } from '../guard/store-guard.ts';
import type { CacheKey } from '../keys/cache-key.ts';
import type { MissReason } from '../telemetry/telemetry.ts';
import type { CacheContext } from './cache-context.ts';
import type { CategoryOf } from './category-of.ts';
import { type EntryReader, orderCounts, type Seen } from './entry-reader.ts';
import type { EntryWriter, GrantedLease } from './entry-writer.ts';
import { EVERYBODY, Flight, GIVEN_UP, type Landing, landed } from './flight.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { Load } from './loader.ts';
import { loadingTerms } from './loading-terms.ts';
import type { Loads } from './loads.ts';
import type { Refused } from './reading.ts';
import { RefreshBrake } from './refresh-brake.ts';
import { waitForWake } from './wait-for-wake.ts';

/** Why a flight was started, which also says how it goes about it. */
export type Errand =
  /** Take the lease, load, fill; or wait for whoever holds the lease. */
  | { readonly kind: 'fill'; readonly reason: MissReason; readonly minVersion: number }
  /** As `fill`, but give up if somebody else holds the lease. `replaces` is the time at which the value to be replaced was loaded. */
  | { readonly kind: 'refresh'; readonly replaces: number }
  /** Ask the truth and leave the store alone. */
  | { readonly kind: 'bypass'; readonly reason: MissReason };

interface Task<Value> {
  readonly flight: Flight<Value>;
  readonly key: CacheKey;
  readonly load: Load<Value>;
  readonly errand: Errand;
  readonly budget: StoreBudget;
}

export interface LoadFlightsParts<Value> {
  readonly reader: EntryReader<Value>;
  readonly writer: EntryWriter<Value>;
  readonly keeper: LeaseKeeper;
  readonly loads: Loads<Value>;
}

/** Loads of one category, one flight per key and process, one lease per key and store. */
export class LoadFlights<Value> {
  readonly #context: CacheContext;
  readonly #category: CategoryOf<Value>;
  readonly #parts: LoadFlightsParts<Value>;
  readonly #brake = new RefreshBrake();
  readonly #lockWait: number;
  readonly #whenBusy: 'load' | 'stale' | 'refuse';

  constructor(context: CacheContext, category: CategoryOf<Value>, parts: LoadFlightsParts<Value>) {
    this.#context = context;
    this.#category = category;
    this.#parts = parts;
    const { lockWait, whenBusy } = loadingTerms(category);
    this.#lockWait = lockWait;
    this.#whenBusy = whenBusy;
  }

  /** The flight under way for the key, or a new one. */
  flight(key: CacheKey, load: Load<Value>, errand: Errand, budget: StoreBudget): Flight<Value> {
    const { flights } = this.#context;
    const under = flights.load<Value>(key.data);
    // While the store is withheld, what was found in it is no answer either.
    if (under !== undefined && (under.aside || !isWithheld(errand))) return under;
    const flight = new Flight<Value>(this.#context.trust.era, errand.kind === 'bypass');
    flights.registerLoad(key.data, flight);
    this.#launch({ flight, key, load, errand, budget });
    return flight;
  }

  /**
   * Behind the callers' backs: by whoever gets the lease at once, unless somebody in this process is at it or it has just come to
   * nothing. Its errors are counted and belong to nobody.
   */
  refresh(key: CacheKey, load: Load<Value>, { generatedAt, loadCost }: EnvelopeHeader): void {
    const { clock, flights, newBudget } = this.#context;
    if (flights.load(key.data) !== undefined || this.#brake.holds(key.data, clock.monotonic())) return;
    const flight = this.flight(key, load, { kind: 'refresh', replaces: generatedAt }, newBudget());
    flight.join();
    const hold = () => this.#brake.hold(key.data, clock.monotonic(), loadCost);
    flight.landing.then(({ stored }) => stored === true || hold(), hold);
  }

  /** A flight that nobody can join: for a caller whom shared ones could not serve. */
  private(key: CacheKey, load: Load<Value>, reason: MissReason, budget: StoreBudget): Flight<Value> {
    const flight = new Flight<Value>(this.#context.trust.era, true);
    this.#launch({ flight, key, load, errand: { kind: 'bypass', reason }, budget });
    return flight;
  }

  #launch(task: Task<Value>): void {
    const { flight, key } = task;
    const end = () => this.#context.flights.endLoad(key.data, flight);
    // A microtask later, so that callers of the same moment are aboard.
    void Promise.resolve()
      .then(() => this.#fly(task))
      .then(
        (landing) => {
          end();
          flight.land(landing);
        },
        (error: unknown) => {
          end();
          flight.crash(error);
        },
      );
  }

  #fly(task: Task<Value>): Promise<Landing<Value>> | Landing<Value> {
    return task.errand.kind === 'bypass' ? this.#bypass(task, task.errand.reason) : this.#claim(task);
  }

  async #claim(task: Task<Value>): Promise<Landing<Value>> {
    const { clock, guard, entries, random, telemetry, wakeCalls, newBudget } = this.#context;
    const { name } = this.#category;
    const { flight, key } = task;
    const { keeper, reader } = this.#parts;
    const patience = clock.monotonic() + this.#lockWait;
    for (let turn = 0; ; turn += 1) {
      const token = random.token();
      const call = wakeCalls.wait(key.data);
      try {
        const sentAt = flight.advance();
        const terms = { token, ttl: keeper.ttl };
        const claim = await guard.run('claim', turn === 0 ? task.budget : newBudget(), () =>
          entries.claim(key, terms),
        );
        if (claim instanceof StoreTrouble) {
          keeper.releaseAfter(claim, key, token);
          return task.errand.kind === 'refresh' ? GIVEN_UP : await this.#withoutStore(task);
        }
        if (claim.granted || turn === 0) telemetry.lease(name, claim.granted ? 'acquired' : 'contended');
        const seen = reader.lookAgain(claim.value, key);
        const filled = this.#filledMeanwhile(task, seen, sentAt);
        if (claim.granted && filled !== undefined) keeper.release(key, token);
        if (filled !== undefined) return filled;
        if (claim.granted) return await this.#loadAndFill(task, { token, orderCounts: orderCounts(seen) });
        if (task.errand.kind === 'refresh') return GIVEN_UP;
        const left = patience - clock.monotonic();
        if (left <= 0) return await this.#busy(task, seen, sentAt);
        await waitForWake(this.#context, call, turn, left, flight.abort.signal);
      } finally {
        call.cancel();
      }
    }
  }

  /** Somebody filled between the caller's read and the claim. */
  #filledMeanwhile(task: Task<Value>, seen: Seen<Value>, sentAt: number): Landing<Value> | undefined {
    if (seen.entry === undefined || seen.age !== 'fresh') return undefined;
    const { header } = seen.entry;
    if (task.errand.kind === 'fill' && header.order < task.errand.minVersion) return undefined;
    if (task.errand.kind === 'refresh' && header.generatedAt <= task.errand.replaces) return undefined;
    this.#context.local.put(this.#category, task.key, seen.entry, task.flight);
    return landed(this.#category, { entry: seen.entry, source: 'l2', reason: null }, { readAt: sentAt });
  }

  /** Another node has been loading for longer than this category waits. */
  #busy(task: Task<Value>, seen: Seen<Value>, sentAt: number): Promise<Landing<Value>> | Landing<Value> {
    if (this.#whenBusy === 'stale' && seen.entry !== undefined && seen.age === 'stale') {
      const { storeClock, telemetry } = this.#context;
      telemetry.hit(this.#category.name, 'stale', storeClock.now() - seen.entry.header.generatedAt);
      return landed(this.#category, { entry: seen.entry, source: 'stale', reason: null }, { readAt: sentAt });
    }
    if (this.#whenBusy === 'refuse') return this.#refusal('busy', this.#lockWait);
    return this.#bypass(task, 'store');
  }

  #withoutStore(task: Task<Value>): Promise<Landing<Value>> | Landing<Value> {
    const refused = refusedWithoutStore(this.#category.whenStoreDown);
    return refused === undefined
      ? this.#bypass(task, 'store')
      : this.#refusal(refused.reason, refused.retryAfter);
  }

  async #bypass({ flight, key, load }: Task<Value>, reason: MissReason): Promise<Landing<Value>> {
    const loaded = await this.#parts.loads.load(flight, key, load);
    if (loaded === 'busy') return this.#refusal('busy', this.#lockWait);
    const { prepared, readAt } = loaded;
    return landed(this.#category, { entry: prepared.entry, source: 'bypassed', reason }, { readAt });
  }

  async #loadAndFill(task: Task<Value>, lease: GrantedLease): Promise<Landing<Value>> {
    const { flight, key, load, errand, budget } = task;
    const { keeper, loads, writer } = this.#parts;
    const { token } = lease;
    const stopKeeping = keeper.keep(key, token);
    let loaded: Awaited<ReturnType<Loads<Value>['load']>>;
    try {
      loaded = await loads.load(flight, key, load);
    } catch (error) {
      keeper.release(key, token);
      throw error;
    } finally {
      stopKeeping();
    }
    if (loaded === 'busy') {
      keeper.release(key, token);
      return this.#refusal('busy', this.#lockWait);
    }
    const { prepared, readAt } = loaded;
    const sentAt = flight.advance();
    const filled = await writer.store(key, prepared, lease, budget);
    if (filled === 'stored') this.#context.local.put(this.#category, key, prepared.entry, flight);
    const reason = errand.kind === 'fill' ? errand.reason : null;
    const provedAt = filled === 'unproved' ? 0 : sentAt;
    const answer = { entry: prepared.entry, source: 'loaded', reason } as const;
    return landed(this.#category, answer, { readAt, provedAt, stored: filled === 'stored' });
  }

  #refusal(reason: Refused['reason'], retryAfter: number): Landing<Value> {
    if (reason !== 'version-not-published') this.#context.telemetry.refused(this.#category.name, reason);
    return { outcome: { outcome: 'refused', reason, retryAfter }, readAt: EVERYBODY, provedAt: EVERYBODY };
  }
}

function isWithheld(errand: Errand): boolean {
  return errand.kind === 'bypass' && (errand.reason === 'pending' || errand.reason === 'quarantined');
}

/** Milliseconds until the breaker has tried the store again. */
const STORE_RETRY = 1_000;

/** What a category that may not go on without the store answers. */
export function refusedWithoutStore(
  whenStoreDown: CategoryOf<never>['whenStoreDown'],
): (Refused & { readonly reason: 'store-down' | 'degraded' }) | undefined {
  if (whenStoreDown === 'load') return undefined;
  const reason = whenStoreDown === 'degrade' ? 'degraded' : 'store-down';
  return { outcome: 'refused', reason, retryAfter: STORE_RETRY };
}
