import type { Mismatch } from '../envelope/envelope.ts';
import type { StoreBudget } from '../guard/store-budget.ts';
import { StoreTrouble } from '../guard/store-guard.ts';
import type { CacheKey } from '../keys/cache-key.ts';
import type { Bytes, StoreKey } from '../ports/index.ts';
import type { MissReason } from '../telemetry/telemetry.ts';
import type { CacheContext } from './cache-context.ts';
import type { CategoryOf } from './category-of.ts';
import { Entry } from './entry.ts';
import type { Voidable } from './flight.ts';
import type { ReadLane } from './flight-table.ts';
import type { Reply, WantedRead } from './store-reads.ts';
import { withinBudget } from './within-budget.ts';

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

/** The reads of one key: what is on its way, and what waits for it. */
class Lane<Value> implements ReadLane, WantedRead {
  readonly cacheKey: CacheKey;
  outstanding: Read<Value>;
  queued: Read<Value> | undefined;
  budget: StoreBudget;
  readonly #reader: EntryReader<Value>;

  constructor(reader: EntryReader<Value>, cacheKey: CacheKey, outstanding: Read<Value>, budget: StoreBudget) {
    this.#reader = reader;
    this.cacheKey = cacheKey;
    this.outstanding = outstanding;
    this.budget = budget;
  }

  get key(): StoreKey {
    return this.cacheKey.data;
  }

  /** The queued read is the next to be sent. */
  proceed(budget: StoreBudget): void {
    this.outstanding = this.queued as Read<Value>;
    this.budget = budget;
    this.queued = undefined;
  }

  leaving(): void {
    this.outstanding.sent = true;
  }

  arrived(reply: Reply): void {
    this.#reader.arrived(this, reply);
  }
}

/**
 * Reads of the store (L2). Callers of a key share a read that has not been sent yet; once it is on its way its answer may be older
 * than what a later caller has seen acknowledged, so that one shares the next: one outstanding and one queued per key.
 */
export class EntryReader<Value> {
  readonly #context: CacheContext;
  readonly #category: CategoryOf<Value>;
  readonly #count = (why: Mismatch): void => this.#context.telemetry.mismatch(this.#category.name, why);

  constructor(context: CacheContext, category: CategoryOf<Value>) {
    this.#context = context;
    this.#category = category;
  }

  read(key: CacheKey, budget: StoreBudget): Promise<Seen<Value> | StoreTrouble> {
    const { flights, reads, trust, deadline, newBudget } = this.#context;
    const lane = flights.lane(key.data) as Lane<Value> | undefined;
    // A read has the time of a read: who has much less gives up alone, and it is no fault of the store.
    const tired = budget.left < deadline / 2;
    if (lane === undefined) {
      const read = new Read<Value>(trust.era);
      const opened = new Lane(this, key, read, tired ? newBudget() : budget);
      flights.registerLane(key.data, opened);
      reads.want(opened);
      return tired ? this.#patiently(read.seen, budget) : read.seen;
    }
    if (!lane.outstanding.sent) {
      const seen = share(lane.outstanding);
      return tired ? this.#patiently(seen, budget) : seen;
    }
    // Two reads may lie ahead: this caller waits for them no longer than its own budget lasts.
    if (lane.queued !== undefined) return this.#patiently(share(lane.queued), budget);
    lane.queued = new Read<Value>(trust.era);
    return this.#patiently(lane.queued.seen, budget);
  }

  async #patiently(
    seen: Promise<Seen<Value> | StoreTrouble>,
    budget: StoreBudget,
  ): Promise<Seen<Value> | StoreTrouble> {
    const outcome = await withinBudget(this.#context, budget, seen, TOO_LATE);
    if (outcome === TOO_LATE) this.#context.telemetry.trouble('get', 'timeout');
    return outcome;
  }

  arrived(lane: Lane<Value>, reply: Reply): void {
    const { flights, local, reads, newBudget } = this.#context;
    const { cacheKey: key, outstanding: read } = lane;
    const seen = reply instanceof StoreTrouble ? reply : this.examine(reply, key);
    if (!(seen instanceof StoreTrouble) && seen.entry !== undefined && seen.age === 'fresh') {
      seen.entry.exclusive = !read.shared;
      local.put(this.#category, key, seen.entry, read);
    }
    if (lane.queued === undefined) {
      flights.endLane(key.data);
    } else {
      lane.proceed(newBudget());
      reads.want(lane);
    }
    read.settle(seen);
  }

  /** As `examine`, for callers who want the value: what the codec refuses is no answer. */
  examineValue(bytes: Bytes | null, key: CacheKey): Seen<Value> {
    return this.decoded(this.examine(bytes, key));
  }

  /** Another look at what a read has seen already: its mismatches are counted. */
  lookAgain(bytes: Bytes | null, key: CacheKey): Seen<Value> {
    return this.decoded(this.examine(bytes, key, ignore), ignore);
  }

  decoded(seen: Seen<Value>, count = this.#count): Seen<Value> {
    if (seen.entry === undefined || seen.entry.negative || seen.entry.decodes()) return seen;
    count('payload');
    return MISMATCH;
  }

  /** Turns stored bytes into an answer, or into the reason why they are none. Counts mismatches. The payload is not decoded. */
  examine(bytes: Bytes | null, key: CacheKey, count = this.#count): Seen<Value> {
    if (bytes === null) return ABSENT;
    const { envelopes, generations, storeClock } = this.#context;
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
      count(opened);
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

const ignore = (): void => {};

const TOO_LATE = new StoreTrouble('timeout');

const ABSENT = { miss: 'absent' } as const;
const MISMATCH = { miss: 'mismatch' } as const;
