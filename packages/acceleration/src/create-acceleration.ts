import { systemClock } from '@quotewright/kernel';
import type { Acceleration, AccelerationOptions } from './acceleration.ts';
import { type BusItem, purgeItem } from './bus/bus-item.ts';
import { openBusNode } from './bus/bus-node.ts';
import { createInvalidation } from './bus/invalidation.ts';
import { PendingInvalidations } from './bus/pending-invalidations.ts';
import { Trust } from './bus/trust.ts';
import type { CacheContext } from './cache/cache-context.ts';
import { fail } from './cache/cache-errors.ts';
import { Closing } from './cache/closing.ts';
import { FlightTable } from './cache/flight-table.ts';
import { LocalTier } from './cache/local-tier.ts';
import { openCache } from './cache/open-cache.ts';
import { createStoreClock } from './cache/store-clock.ts';
import { StoreReads } from './cache/store-reads.ts';
import { WakeCalls } from './cache/wake-calls.ts';
import { watchStore } from './cache/watch-store.ts';
import { checkOptions } from './check-options.ts';
import { createCounters } from './counter/counters.ts';
import { createEnvelopes } from './envelope/envelopes.ts';
import { keyExplainer } from './explain/key-explainer.ts';
import { createGenerations } from './generation/generations.ts';
import { createStoreGuard } from './guard/create-store-guard.ts';
import { createStoreBudget } from './guard/store-budget.ts';
import { createHandover } from './handover/handover.ts';
import type { CacheKey } from './keys/cache-key.ts';
import { coordinationKey } from './keys/coordination-key.ts';
import { keyMaker } from './keys/key-maker.ts';
import { createLeases } from './lease/leases.ts';
import { type GenerationRow, systemRandom, systemTimers } from './ports/index.ts';
import { createLimits } from './rate-limit/create-limits.ts';
import type { Category } from './registry/category.ts';
import { Quarantine } from './shadow/quarantine.ts';
import { harmless } from './telemetry/harmless-telemetry.ts';
import { silentTelemetry } from './telemetry/silent-telemetry.ts';
import { createTunings } from './tuning/tunings.ts';

const LOCAL_BYTES = 64 * 1024 * 1024;
/** With the timer's and the loop's own delays a request loses at most 50. */
const DEADLINE = 48;
/** Keys whose invalidation may be owed to the store at a time. */
const PENDING_BOUND = 10_000;
/** Milliseconds. */
const READY_WITHIN = 1_000;
const READY_EVERY = 10;

/** Opens at once, whether or not a store answers. Throws `CACHE_OPTION_INVALID`, and `CACHE_KEY_RING_MISSING` where a category needs one. */
export function createAcceleration(options: AccelerationOptions): Acceleration {
  const { namespace, registry, stores, keyRing, generations: source } = options;
  const { clock = systemClock, timers = systemTimers, random = systemRandom } = options;
  const { deadline = DEADLINE, nodes = () => 1 } = options;
  const telemetry = harmless(options.telemetry ?? silentTelemetry);
  checkOptions(options);
  const ports = { clock, timers, random, telemetry };
  const newBudget = () => createStoreBudget(clock, deadline);

  const guard = createStoreGuard({ ...ports, name: 'entries', deadline, probe: () => stores.entries.time() });
  const busGuard = createStoreGuard({
    ...ports,
    name: 'coordination',
    deadline,
    probe: () => stores.bus.position(),
  });
  const storeClock = createStoreClock(clock);
  const generations = createGenerations({ ...ports, ...(source === undefined ? {} : { source }) });
  const tunings = createTunings({
    ...ports,
    registry,
    ...(options.tunings === undefined ? {} : { source: options.tunings }),
  });
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
    tunings,
    pending,
    local,
    flights,
    reads: new StoreReads(guard, stores.entries),
    wakeCalls,
    closing,
    deadline,
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

  const storeWatch = watchStore({ stores, guard, storeClock, timers, telemetry, newBudget });
  // Nobody waits for it: what is not known yet is as declared.
  void tunings.start();
  const readiness = Promise.all([generations.start(), storeWatch.looked]);

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
  const usable = () => trust.state === 'trusted' && storeClock.synchronised;
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
    limits: createLimits({ ...ports, ...coordination, namespace, nodes }),
    handover: (codec) => createHandover({ ...coordination, codec }),
    coordinationKey: (subject) => coordinationKey(namespace, subject),
    invalidate: (keys) => invalidation.invalidate(keys),
    announcePurge,
    refreshTunings: () => tunings.refresh(),
    explain: keyExplainer(context, { namespace, registry }),
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
      for (let waited = 0; waited < READY_WITHIN && !usable(); waited += READY_EVERY) {
        await new Promise<void>((resolve) => {
          timers.after(READY_EVERY, resolve);
        });
      }
    },
    async close() {
      closing.close();
      storeWatch.close();
      offWake();
      invalidation.close();
      generations.close();
      tunings.close();
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
