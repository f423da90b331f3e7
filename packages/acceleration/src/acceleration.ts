import { type Clock, systemClock } from '@quotewright/kernel';
import { type BusItem, purgeItem } from './bus/bus-item.ts';
import { openBusNode } from './bus/bus-node.ts';
import { type Acknowledgement, createInvalidation } from './bus/invalidation.ts';
import { PendingInvalidations } from './bus/pending-invalidations.ts';
import { Trust } from './bus/trust.ts';
import type { Cache } from './cache/cache.ts';
import type { CacheContext } from './cache/cache-context.ts';
import { fail } from './cache/cache-errors.ts';
import { Closing } from './cache/closing.ts';
import { FlightTable } from './cache/flight-table.ts';
import { LocalTier } from './cache/local-tier.ts';
import { openCache } from './cache/open-cache.ts';
import { createStoreClock } from './cache/store-clock.ts';
import { StoreReads } from './cache/store-reads.ts';
import { WakeCalls } from './cache/wake-calls.ts';
import { type Counters, createCounters } from './counter/counters.ts';
import { createEnvelopes } from './envelope/envelopes.ts';
import type { KeyRing } from './envelope/key-ring.ts';
import { createGenerations } from './generation/generations.ts';
import { createStoreGuard } from './guard/create-store-guard.ts';
import { createStoreBudget, type StoreBudget } from './guard/store-budget.ts';
import { StoreTrouble } from './guard/store-guard.ts';
import { createHandover, type Handover } from './handover/handover.ts';
import type { CacheKey } from './keys/cache-key.ts';
import { type CoordinationSubject, coordinationKey } from './keys/coordination-key.ts';
import { keyMaker } from './keys/key-maker.ts';
import type { KeyShape } from './keys/key-shape.ts';
import type { Namespace } from './keys/namespace.ts';
import { createLeases, type Leases } from './lease/leases.ts';
import {
  type GenerationRow,
  type GenerationSource,
  type PurgeScope,
  type Random,
  type StoreKey,
  type Stores,
  systemRandom,
  systemTimers,
  type Timers,
} from './ports/index.ts';
import type { Category } from './registry/category.ts';
import type { Codec } from './registry/codec.ts';
import type { Registry } from './registry/registry.ts';
import { Quarantine } from './shadow/quarantine.ts';
import { silentTelemetry } from './telemetry/silent-telemetry.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

export interface AccelerationOptions {
  readonly namespace: Namespace;
  readonly registry: Registry;
  readonly stores: Stores;
  /** Where purges are durable. Without it nothing can be purged or quarantined. */
  readonly generations?: GenerationSource;
  /**
   * Makes a quarantine durable, when shadow verification found too many answers that differ from the truth; all nodes are told
   * of the row. Without it divergence is counted and nothing else.
   */
  readonly quarantine?: (scope: PurgeScope, reason: string) => Promise<GenerationRow>;
  /** Required as soon as a category is sealed or encrypted. */
  readonly keyRing?: KeyRing;
  readonly telemetry?: Telemetry;
  /** Bytes of this process's memory tier. Default 64 MiB. */
  readonly localBytes?: number;
  /** Milliseconds of store time per request. Default 48, so that with all delays a request loses at most 50. */
  readonly deadline?: number;
  /** Milliseconds: how old the memory of another node may be after an invalidation (I2). Default 2,000. */
  readonly trustWindow?: number;
  readonly clock?: Clock;
  readonly timers?: Timers;
  readonly random?: Random;
}

/** What this node's layer is doing, for health and doctor. */
export interface AccelerationHealth {
  readonly store: 'closed' | 'open' | 'half-open';
  readonly coordination: 'closed' | 'open' | 'half-open';
  readonly bus: 'deaf' | 'locating' | 'trusted';
  /** Whether changeable values are answered from memory now. */
  readonly busTrusted: boolean;
  /** Invalidations that the store has not acknowledged. */
  readonly pendingInvalidations: number;
  /** Categories of which it owes more than it can remember; they are not read from the store until all in it has died of age. */
  readonly suspendedCategories: readonly string[];
  readonly local: { readonly bytes: number; readonly entries: number };
  readonly generation: number;
}

export interface Acceleration {
  /** Throws `CACHE_CATEGORY_UNKNOWN` for a category that is not in the registry. */
  /** One worker at a time, as a courtesy; see `coordinationKey`. */
  readonly leases: Leases;
  readonly counters: Counters;
  /** Values of this codec that are handed over once. */
  handover<Value>(codec: Codec<Value>): Handover<Value>;
  /** The key of a lease, a counter or a handover. Throws `CACHE_KEY_INVALID`. */
  coordinationKey(subject: CoordinationSubject): StoreKey;
  cache<Shape extends KeyShape, Value>(category: Category<Shape, Value>): Cache<Shape, Value>;
  /** To be called after the change is committed. See `Acknowledgement`. */
  invalidate(keys: readonly CacheKey[]): Promise<Acknowledgement>;
  /** Tells all nodes of a purge that is committed already; those that do not hear it read it from its source. */
  announcePurge(row: GenerationRow): Promise<void>;
  /** The store time of one request; to be passed to all reads of that request. */
  newBudget(): StoreBudget;
  readonly health: AccelerationHealth;
  /**
   * Waits until purges and the store's clock have been read and the bus is heard, a second at most, so that the first requests find
   * everything usable. Never rejects; nobody has to call it.
   */
  ready(): Promise<void>;
  /** Ends loads, timers and listeners; later loads reject with `CACHE_CLOSED`, later invalidations stay pending. Does not close the stores, which are their opener's. */
  close(): Promise<void>;
}

const LOCAL_BYTES = 64 * 1024 * 1024;
/** With the timer's and the loop's own delays a request loses at most 50. */
const DEADLINE = 48;
/** Keys whose invalidation may be owed to the store at a time. */
const PENDING_BOUND = 10_000;
/** Milliseconds between looks at the store's clock. */
const CLOCK_EVERY = 5_000;
/** Milliseconds. */
const READY_WITHIN = 1_000;
const READY_EVERY = 10;

/** Opens at once, whether or not a store answers. Throws `CACHE_KEY_RING_MISSING` where a category needs one. */
export function createAcceleration(options: AccelerationOptions): Acceleration {
  const { namespace, registry, stores, keyRing, generations: source } = options;
  const { clock = systemClock, timers = systemTimers, random = systemRandom } = options;
  const { telemetry = silentTelemetry, deadline = DEADLINE } = options;
  const unprotected = keyRing === undefined ? registry.categories.find(needsKeyRing) : undefined;
  if (unprotected !== undefined) {
    throw fail('CACHE_KEY_RING_MISSING', `${unprotected.name} is sealed or encrypted: give a key ring`);
  }
  const ports = { clock, timers, random, telemetry };
  const newBudget = () => createStoreBudget(clock, deadline);

  const guard = createStoreGuard({ ...ports, deadline, probe: () => stores.entries.time() });
  const busGuard = createStoreGuard({ ...ports, deadline, probe: () => stores.bus.position() });
  const storeClock = createStoreClock(clock);
  const generations = createGenerations({ ...ports, ...(source === undefined ? {} : { source }) });
  const trust = new Trust({
    ...(options.trustWindow === undefined ? {} : { window: options.trustWindow }),
    onEvent: (event) => telemetry.bus(event),
  });
  const pending = new PendingInvalidations(PENDING_BOUND);
  const flights = new FlightTable();
  const wakeCalls = new WakeCalls();
  const closing = new Closing();
  const local = new LocalTier({
    maxBytes: options.localBytes ?? LOCAL_BYTES,
    clock,
    storeClock,
    trust,
    generations,
    pending,
    telemetry,
  });
  const context: CacheContext = {
    ...ports,
    entries: stores.entries,
    guard,
    envelopes: createEnvelopes(keyRing === undefined ? {} : { keyRing }),
    storeClock,
    trust,
    generations,
    pending,
    local,
    flights,
    reads: new StoreReads(guard, stores.entries),
    wakeCalls,
    closing,
    newBudget,
  };

  const forget = (key: CacheKey['data']) => {
    flights.kill(key);
    local.drop(key);
  };
  const apply = (item: BusItem) => {
    if (item.kind === 'key') forget(item.key);
    else generations.apply(item.row);
  };
  const offWake = stores.entries.onWake(wakeCalls.wake);
  const busNode = openBusNode({ ...ports, bus: stores.bus, guard: busGuard, trust, newBudget, apply });
  const invalidation = createInvalidation({
    ...ports,
    entries: stores.entries,
    bus: stores.bus,
    guard,
    busGuard,
    pending,
    newBudget,
    longestLife: (name) => longestLifeOf(registry.find(name)),
    forget,
  });

  const synchronise = () =>
    storeClock.synchronise(async () => {
      const time = await guard.run('time', newBudget(), () => stores.entries.time());
      return time instanceof StoreTrouble ? undefined : time;
    });
  let evicted: number | undefined;
  const countEvictions = async () => {
    const total = await guard.run('info', newBudget(), () => stores.evictedKeys());
    if (total instanceof StoreTrouble) return;
    // A smaller number is of a store that began anew.
    if (evicted !== undefined) telemetry.evictedByStore(total < evicted ? total : total - evicted);
    evicted = total;
  };
  let cancelClock = () => {};
  const keepTime = () => {
    cancelClock = timers.after(CLOCK_EVERY, () => {
      void synchronise();
      void countEvictions();
      keepTime();
    });
  };
  const readiness = Promise.all([generations.start(), synchronise(), countEvictions()]);
  keepTime();

  const announcePurge = async (row: GenerationRow) => {
    generations.apply(row);
    await busGuard.run('announce', newBudget(), () => stores.bus.announce([purgeItem(row)]));
  };
  const quarantine = new Quarantine({
    clock,
    impose: async (scope, reason) => {
      if (options.quarantine !== undefined) await announcePurge(await options.quarantine(scope, reason));
    },
  });
  const coordination = { store: stores.coordination, guard: busGuard, budget: newBudget };
  telemetry.watchStore('entries', () => guard.load);
  telemetry.watchStore('coordination', () => busGuard.load);
  const opened = new Map<string, unknown>();

  return {
    cache(category) {
      if (registry.find(category.name) !== (category as unknown)) {
        throw fail('CACHE_CATEGORY_UNKNOWN', `${category.name} is not in the registry`);
      }
      const cache =
        opened.get(category.name) ?? openCache(context, category, keyMaker(namespace, category), quarantine);
      opened.set(category.name, cache);
      return cache as never;
    },
    leases: createLeases({ ...ports, ...coordination }),
    counters: createCounters(coordination),
    handover: (codec) => createHandover({ ...coordination, codec }),
    coordinationKey: (subject) => coordinationKey(namespace, subject),
    invalidate: (keys) => invalidation.invalidate(keys),
    announcePurge,
    newBudget,
    get health() {
      return {
        store: guard.state,
        coordination: busGuard.state,
        bus: trust.state,
        busTrusted: trust.holds(clock.monotonic()),
        pendingInvalidations: pending.owed,
        suspendedCategories: pending.suspended(clock.monotonic()),
        local: { bytes: local.bytes, entries: local.entries },
        generation: generations.watermark,
      };
    },
    async ready() {
      await readiness;
      for (let waited = 0; waited < READY_WITHIN && trust.state !== 'trusted'; waited += READY_EVERY) {
        await new Promise<void>((resolve) => {
          timers.after(READY_EVERY, resolve);
        });
      }
    },
    async close() {
      closing.close();
      cancelClock();
      offWake();
      invalidation.close();
      generations.close();
      await busNode.close();
      guard.close();
      busGuard.close();
      local.clear();
    },
  };
}

/** Values written when the invalidation began may live until then. */
function longestLifeOf(category: Category | undefined): number {
  if (category === undefined) return 0;
  const { ttl, negativeTtl } = category;
  return Math.max(ttl.max, negativeTtl === 'never' ? 0 : negativeTtl);
}

function needsKeyRing({ protection }: Category): boolean {
  return protection !== 'hash';
}
