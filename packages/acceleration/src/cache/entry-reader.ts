import { type StoreBudget } from '../guard/store-budget.ts';
import { StoreTrouble } from '../guard/store-guard.ts';
import type { CacheKey } from '../keys/cache-key.ts';
import type { Bytes } from '../ports/index.ts';
import type { MissReason } from '../telemetry/telemetry.ts';
import type { CacheContext } from './cache-context.ts';
import type { CategoryOf } from './category-of.ts';
import { Entry } from './entry.ts';
import type { Voidable } from './flight.ts';
import type { ReadLane } from './flight-table.ts';

/** What the store has under a key, after all checks. */
export type Seen<Value> =
  | { readonly entry: Entry<Value>; readonly age: 'fresh' | 'stale' | 'expired' }
  | { readonly entry?: undefined; readonly miss: MissReason };

/** One read of the store that callers share. */
class Read<Value> implements Voidable {
  readonly era: number;
  dead = false;
  sent = false;
  /** More than one caller waits for it. */
  shared = false;
  readonly seen: Promise<Seen<Value> | StoreTrouble>;
  settle!: (seen: Seen<Value> | StoreTrouble) => void;

  constructor(era: number) {
    this.era = era;
    this.seen = new Promise((resolve) => {
      this.settle = resolve;
    });
  }
}

function share<Value>(read: Read<Value>): Promise<Seen<Value> | StoreTrouble> {
  read.shared = true;
  return read.seen;
}

interface Lane<Value> extends ReadLane {
  outstanding: Read<Value>;
  queued: Read<Value> | undefined;
}

/**
 * Reads of the store (L2). Callers of a key share a read that has not been sent yet; once it is on its way its answer may be older
 * than what a later caller has seen acknowledged, so that one shares the next: one outstanding and one queued per key.
 */
export class EntryReader<Value> {
  readonly #context: CacheContext;
  readonly #category: CategoryOf<Value>;

  constructor(context: CacheContext, category: CategoryOf<Value>) {
    this.#context = context;
    this.#category = category;
  }

  read(key: CacheKey, budget: StoreBudget): Promise<Seen<Value> | StoreTrouble> {
    const { flights, trust } = this.#context;
    const lane = flights.lane(key.data) as Lane<Value> | undefined;
    if (lane === undefined) {
      const read = new Read<Value>(trust.era);
      const opened: Lane<Value> = { outstanding: read, queued: undefined };
      flights.registerLane(key.data, opened);
      // Sent a microtask later: callers of the same moment share it.
      queueMicrotask(() => this.#send(key, budget, opened));
      return read.seen;
    }
    if (!lane.outstanding.sent) return share(lane.outstanding);
    if (lane.queued !== undefined) return share(lane.queued);
    lane.queued = new Read<Value>(trust.era);
    return lane.queued.seen;
  }

  #send(key: CacheKey, budget: StoreBudget, lane: Lane<Value>): void {
    const { guard, entries } = this.#context;
    lane.outstanding.sent = true;
    void guard
      .run('get', budget, () => entries.get(key.data))
      .then((bytes) => this.#arrive(key, lane, bytes));
  }

  #arrive(key: CacheKey, lane: Lane<Value>, bytes: Bytes | null | StoreTrouble): void {
    const { flights, local, newBudget } = this.#context;
    const read = lane.outstanding;
    const seen = bytes instanceof StoreTrouble ? bytes : this.examine(bytes, key);
    if (!(seen instanceof StoreTrouble) && seen.entry !== undefined && seen.age === 'fresh') {
      seen.entry.exclusive = !read.shared;
      local.put(this.#category, key, seen.entry, read);
    }
    if (lane.queued === undefined) {
      flights.endLane(key.data);
    } else {
      lane.outstanding = lane.queued;
      lane.queued = undefined;
      this.#send(key, newBudget(), lane);
    }
    read.settle(seen);
  }

  /** As `examine`, for callers who want the value: what the codec refuses is no answer. */
  examineValue(bytes: Bytes | null, key: CacheKey): Seen<Value> {
    return this.decoded(this.examine(bytes, key));
  }

  decoded(seen: Seen<Value>): Seen<Value> {
    if (seen.entry === undefined || seen.entry.negative || seen.entry.decodes()) return seen;
    this.#context.telemetry.mismatch(this.#category.name, 'payload');
    return MISMATCH;
  }

  /** Turns stored bytes into an answer, or into the reason why they are none. Counts mismatches. The payload is not decoded. */
  examine(bytes: Bytes | null, key: CacheKey): Seen<Value> {
    if (bytes === null) return ABSENT;
    const { envelopes, generations, storeClock, telemetry } = this.#context;
    const { name, codec, schemaVersion, maxDecodedBytes, protection, whenStale } = this.#category;
    const now = storeClock.now();
    const opened = envelopes.open(
      bytes,
      {
        schemaVersion,
        category: name,
        key: key.data,
        tenant: key.tenant ?? '',
        version: key.version ?? '',
        minGeneration: generations.required(name, key.tenant, key.version),
        now,
        maxDecodedBytes,
      },
      protection,
    );
    if (typeof opened === 'string') {
      telemetry.mismatch(name, opened);
      return MISMATCH;
    }
    const entry = Entry.opened(opened, codec);
    const { freshUntil } = opened.header;
    if (now < freshUntil) return { entry, age: 'fresh' };
    const servable = whenStale !== 'never' && now < freshUntil + whenStale.serveFor;
    return { entry, age: servable ? 'stale' : 'expired' };
  }
}

/** Whether the order of what is stored can be believed: it stood in an envelope that held, or there is none. */
export function orderCounts(seen: Seen<unknown>): boolean {
  return seen.entry !== undefined || seen.miss !== 'mismatch';
}

const ABSENT = { miss: 'absent' } as const;
const MISMATCH = { miss: 'mismatch' } as const;
