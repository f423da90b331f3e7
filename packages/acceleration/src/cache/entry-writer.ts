import type { EnvelopeHeader } from '../envelope/envelope.ts';
import { ORDER_OFFSET } from '../envelope/layout.ts';
import type { StoreBudget } from '../guard/store-budget.ts';
import { StoreTrouble } from '../guard/store-guard.ts';
import type { CacheKey } from '../keys/cache-key.ts';
import type { Bytes, Fill } from '../ports/index.ts';
import type { Unstored } from '../telemetry/telemetry.ts';
import type { CacheContext } from './cache-context.ts';
import { type CategoryOf, isVersioned } from './category-of.ts';
import { Entry } from './entry.ts';
import { lifetimeOf, negativeLifetimeOf } from './lifetime.ts';
import { absent } from './loader.ts';
import type { NegativeCap } from './negative-cap.ts';

/** What was known when the load began. */
export interface LoadStart {
  /** Store time, milliseconds since the epoch. */
  readonly at: number;
  /** The watermark of purges. */
  readonly generation: number;
}

interface Storable {
  readonly envelope: Bytes;
  /** Milliseconds until the store forgets it. */
  readonly ttl: number;
}

/** An entry and, where it may be stored, its envelope and its life in the store; else why not. */
export type Prepared<Value> =
  | ({ readonly entry: Entry<Value> } & Storable)
  | { readonly entry: Entry<Value>; readonly unstored: Unstored };

/** The right to fill. */
export interface GrantedLease {
  readonly token: string;
  /**
   * What stood under the key at the grant was an honest envelope, or nothing, so that its order counts. The order of a forged or damaged one
   * would keep out every fill until it dies of age.
   */
  readonly orderCounts: boolean;
}

/** What became of a fill. `proved`: the lease was still the caller's, so nothing was invalidated since the load began. */
export type Filled = 'stored' | 'proved' | 'unproved';

/** Puts loaded values into envelopes and these into the store. */
export class EntryWriter<Value> {
  readonly #context: CacheContext;
  readonly #category: CategoryOf<Value>;
  readonly #negativeCap: NegativeCap;

  constructor(context: CacheContext, category: CategoryOf<Value>, negativeCap: NegativeCap) {
    this.#context = context;
    this.#category = category;
    this.#negativeCap = negativeCap;
  }

  /** Throws what `orderOf` or `validUntil` throws: the value is not of its category. */
  prepare(key: CacheKey, value: Value | typeof absent, start: LoadStart, cost: number): Prepared<Value> {
    if (value === absent) return this.#prepareAbsent(key, start, cost);
    const { codec, maxDecodedBytes } = this.#category;
    const ttl = this.#context.tunings.ttl(this.#category, key.tenant);
    const order = this.#category.orderOf?.(value) ?? 0;
    const validUntil = this.#category.validUntil?.(value) ?? null;
    const life = lifetimeOf(ttl, start.at, this.#context.random.fraction(), validUntil);
    const header: EnvelopeHeader = { ...this.#headerOf(key, start, cost), ...life, order, negative: false };
    let payload: Bytes;
    let entry: Entry<Value>;
    try {
      payload = codec.encode(value);
      entry = Entry.encoded(header, payload, codec);
    } catch {
      return { entry: Entry.unencodable(header, value, codec), unstored: 'unencodable' };
    }
    if (payload.length > maxDecodedBytes) return { entry, unstored: 'oversize' };
    return this.#enveloped(entry, payload);
  }

  #prepareAbsent(key: CacheKey, start: LoadStart, cost: number): Prepared<Value> {
    const { codec } = this.#category;
    const life = negativeLifetimeOf(this.#category, start.at);
    const header = {
      ...this.#headerOf(key, start, cost),
      ...(life ?? { freshUntil: start.at, hardUntil: start.at }),
      order: 0,
      negative: true,
    };
    const entry = Entry.absent<Value>(header, codec);
    if (life === undefined) return { entry, unstored: 'undeclared-negative' };
    if (!this.#negativeCap.admits(key.tenant, start.at)) return { entry, unstored: 'negative-cap' };
    return this.#enveloped(entry, NOTHING);
  }

  #headerOf(key: CacheKey, start: LoadStart, cost: number) {
    return {
      schemaVersion: this.#category.schemaVersion,
      category: this.#category.name,
      key: key.data,
      tenant: key.tenant ?? '',
      version: key.version ?? '',
      generation: start.generation,
      generatedAt: start.at,
      loadCost: cost,
    };
  }

  #enveloped(entry: Entry<Value>, payload: Bytes): Prepared<Value> {
    const { envelopes, storeClock } = this.#context;
    const ttl = entry.header.hardUntil - storeClock.now();
    if (ttl < 1) return { entry, unstored: 'expired' };
    const { protection, compressAbove, maxStoredBytes } = this.#category;
    let envelope: Bytes;
    try {
      envelope = envelopes.seal(entry.header, payload, protection, compressAbove);
    } catch {
      // An order that is no whole number, a size beyond the format.
      return { entry, unstored: 'unencodable' };
    }
    if (envelope.length > maxStoredBytes) return { entry, unstored: 'oversize' };
    return { entry, envelope, ttl };
  }

  /** Several fills in one round trip; outcomes in order. */
  async storeMany(
    fills: readonly {
      readonly key: CacheKey;
      readonly lease: GrantedLease;
      readonly prepared: Prepared<Value>;
    }[],
    budget: StoreBudget,
  ): Promise<readonly Filled[]> {
    if (isVersioned(this.#category)) {
      return Promise.all(fills.map(({ key, lease, prepared }) => this.store(key, prepared, lease, budget)));
    }
    const { entries, guard } = this.#context;
    const storable = fills.flatMap(({ key, lease, prepared }) =>
      'envelope' in prepared ? [{ entry: key, fill: this.#fillOf(lease, prepared) }] : [],
    );
    const outcomes =
      storable.length === 0 ? [] : await guard.run('fillMany', budget, () => entries.fillMany(storable));
    let at = 0;
    return Promise.all(
      fills.map(async ({ key, lease, prepared }) => {
        if ('unstored' in prepared) return this.store(key, prepared, lease, budget);
        const outcome = outcomes instanceof StoreTrouble ? outcomes : outcomes[at];
        at += 1;
        return this.#filled(prepared, outcome ?? 'refused');
      }),
    );
  }

  async store(
    key: CacheKey,
    prepared: Prepared<Value>,
    lease: GrantedLease,
    budget: StoreBudget,
  ): Promise<Filled> {
    const { entries, guard } = this.#context;
    if ('unstored' in prepared) {
      this.#unstored(prepared.unstored);
      return (await this.#release(key, lease.token, budget)) === true ? 'proved' : 'unproved';
    }
    const fill = this.#fillOf(lease, prepared);
    if (isVersioned(this.#category)) {
      const put = await guard.run('put', budget, () => entries.put(key, fill));
      return this.#filled(prepared, put instanceof StoreTrouble ? put : 'stored');
    }
    return this.#filled(prepared, await guard.run('fill', budget, () => entries.fill(key, fill)));
  }

  #fillOf({ token, orderCounts }: GrantedLease, { envelope, ttl }: Storable): Fill {
    const fill = { token, value: envelope, ttl };
    return orderCounts && this.#category.orderOf !== undefined
      ? { ...fill, orderOffset: ORDER_OFFSET }
      : fill;
  }

  /** Counts the outcome of a fill. */
  #filled(prepared: Prepared<Value>, outcome: 'stored' | 'refused' | 'older' | StoreTrouble): Filled {
    if (outcome === 'stored') {
      const bytes = 'envelope' in prepared ? prepared.envelope.length : 0;
      this.#context.telemetry.stored(this.#category.name, bytes);
      return 'stored';
    }
    this.#unstored(outcome instanceof StoreTrouble ? 'trouble' : outcome);
    return 'unproved';
  }

  /** Ends the lease without a fill. */
  async #release(key: CacheKey, token: string, budget: StoreBudget): Promise<boolean | StoreTrouble> {
    const { entries, guard } = this.#context;
    return guard.run('release', budget, () => entries.release(key, token));
  }

  #unstored(why: Unstored): void {
    this.#context.telemetry.unstored(this.#category.name, why);
  }
}

const NOTHING: Bytes = new Uint8Array(0);
