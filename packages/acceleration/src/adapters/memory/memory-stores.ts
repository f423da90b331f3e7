import type {
  BusStore,
  BusSubscription,
  CoordinationStore,
  EntryStore,
  StoreKey,
  Stores,
} from '../../ports/index.ts';
import type { Waiter } from './entry-space.ts';
import { MemoryEngine, type MemoryEngineOptions } from './memory-engine.ts';

/** Takes its step at once and answers in a microtask; a step that throws is a rejected promise. */
type Step = <T>(step: () => T) => Promise<T>;

/**
 * One node's stores in this process. Nodes that are given the same engine share everything; without one, the node has an
 * engine of its own.
 */
export function memoryStores(options: { readonly engine: MemoryEngine } | MemoryEngineOptions = {}): Stores {
  const engine = 'engine' in options ? options.engine : new MemoryEngine(options);
  const subscriptions = new Set<BusSubscription>();
  const wakeListeners = new Set<(key: StoreKey) => void>();
  let open = true;
  const step: Step = async (take) => {
    if (!open) throw new Error('the stores are closed');
    return take();
  };
  return {
    entries: entryStore(engine, wakeListeners, step),
    bus: busStore(engine, subscriptions, step),
    coordination: coordinationStore(engine, step),
    evictedKeys: () => step(() => engine.stats().evictions),
    close: async () => {
      open = false;
      wakeListeners.clear();
      await Promise.all([...subscriptions].map((subscription) => subscription.close()));
    },
  };
}

function entryStore(
  { entries, clock }: MemoryEngine,
  wakeListeners: Set<(key: StoreKey) => void>,
  step: Step,
): EntryStore {
  const waiter: Waiter = {
    wake: (key) =>
      queueMicrotask(() => {
        for (const listener of wakeListeners) listener(key);
      }),
  };
  return {
    get: (key) => step(() => entries.get(key)),
    getMany: (keys) => step(() => keys.map((key) => entries.get(key))),
    claim: (entry, terms) => step(() => entries.claim(entry, terms, waiter)),
    claimMany: (claims) => step(() => claims.map(({ entry, terms }) => entries.claim(entry, terms, waiter))),
    fill: (entry, fill) => step(() => entries.fill(entry, fill)),
    fillMany: (fills) => step(() => fills.map(({ entry, fill }) => entries.fill(entry, fill))),
    put: (entry, fill) => step(() => entries.put(entry, fill)),
    renew: (entry, terms) => step(() => entries.renew(entry, terms)),
    release: (entry, token) => step(() => entries.release(entry, token)),
    evict: (entry) => step(() => entries.evict(entry)),
    evictMany: (evicted) =>
      step(() => {
        for (const entry of evicted) entries.evict(entry);
      }),
    onWake: (listener) => {
      // A function of its own, so that the same listener may be registered twice.
      const call = (key: StoreKey) => listener(key);
      wakeListeners.add(call);
      return () => wakeListeners.delete(call);
    },
    time: () => step(() => clock.now()),
  };
}

function busStore({ bus }: MemoryEngine, subscriptions: Set<BusSubscription>, step: Step): BusStore {
  return {
    announce: (items) => step(() => bus.announce(items)),
    position: () => step(() => bus.position()),
    listen: (listener) => {
      const heard = bus.listen(listener);
      const subscription: BusSubscription = {
        beat: (note) => heard.beat(note),
        close: () => {
          subscriptions.delete(subscription);
          return heard.close();
        },
      };
      subscriptions.add(subscription);
      return subscription;
    },
  };
}

function coordinationStore({ coordination }: MemoryEngine, step: Step): CoordinationStore {
  return {
    acquire: (key, terms) => step(() => coordination.acquire(key, terms)),
    renew: (key, terms) => step(() => coordination.renew(key, terms)),
    release: (key, token) => step(() => coordination.release(key, token)),
    add: (key, amount, ttl) => step(() => coordination.add(key, amount, ttl)),
    count: (key) => step(() => coordination.count(key)),
    leave: (key, value, ttl) => step(() => coordination.leave(key, value, ttl)),
    take: (key) => step(() => coordination.take(key)),
    takeUnits: (uses) => step(() => coordination.takeUnits(uses)),
  };
}
