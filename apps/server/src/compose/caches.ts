import {
  type Acceleration,
  type Category,
  createAcceleration,
  createRecorder,
  createRegistry,
  type KeyRing,
  type Namespace,
  namespaceOf,
  type Stores,
  type Timers,
} from '@quotewright/acceleration';
import { memoryStores } from '@quotewright/acceleration/memory';
import { redisStores } from '@quotewright/acceleration/redis';
import type { Clock } from '@quotewright/kernel';
import { type Caches, cacheGenerations, cacheTunings } from '@quotewright/platform/cache';
import type { Config } from '@quotewright/platform/config';
import type { HealthCheck } from '@quotewright/platform/http';
import type { Database, DatabaseLogger } from '@quotewright/platform/postgres';
import { exposeAcceleration, type Metrics } from '@quotewright/platform/telemetry';
import type { Installation as InstallationIdentity } from '@quotewright/tenancy';
import { cacheServer } from './redis-server.ts';
import { shadowQuarantine } from './shadow-quarantine.ts';

export interface CachesDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly identity: InstallationIdentity;
  readonly categories: readonly Category[];
  /** What categories are sealed and encrypted with. Asked for where copies are on. */
  readonly keyRing: () => Promise<KeyRing>;
  readonly logger: DatabaseLogger;
  readonly metrics?: Metrics;
  /** Default: the system's. */
  readonly timers?: Timers;
}

/** The acceleration layer of this process. */
export interface OpenCaches extends Caches {
  readonly layer: Acceleration;
  /** For people: what it stands on. */
  readonly store: 'redis' | 'memory';
  readonly healthChecks: readonly HealthCheck[];
  close(): Promise<void>;
}

/** Opens at once, whether or not a store answers. Undefined where the configuration turns copies off. */
export async function openCaches(config: Config, deps: CachesDeps): Promise<OpenCaches | undefined> {
  if (config.cache === 'off') {
    if (cacheServer(config) !== undefined) {
      const message =
        'copies are off here, so changes of this process drop no copies of others: turn them off everywhere';
      deps.logger.warn({}, message);
    }
    return undefined;
  }
  const { database, clock, identity, logger } = deps;
  const keyRing = await deps.keyRing();
  const namespace = namespaceOf({
    env: config.cacheEnvironment,
    installationId: identity.id,
    truthEpoch: identity.truthEpoch,
  });
  const telemetry = createRecorder();
  if (deps.metrics !== undefined) exposeAcceleration(deps.metrics.registry, telemetry);
  const stores = openStores(config, namespace, logger);
  const layer = createAcceleration({
    namespace,
    registry: createRegistry(deps.categories),
    stores,
    generations: cacheGenerations(database),
    tunings: cacheTunings(database),
    quarantine: shadowQuarantine(database, logger),
    keyRing,
    telemetry,
    localBytes: config.cacheMemory,
    nodes: () => config.nodes,
    clock,
    ...(deps.timers !== undefined && { timers: deps.timers }),
  });
  const isShared = cacheServer(config) !== undefined;
  return {
    cache: (category) => layer.cache(category),
    explain: layer.explain,
    invalidate: (keys) => layer.invalidate(keys),
    announcePurge: (row) => layer.announcePurge(row),
    refreshTunings: () => layer.refreshTunings(),
    newBudget: () => layer.newBudget(),
    generation: () => layer.health.generation,
    observed: {
      snapshot: () => telemetry.snapshot(),
      missingKeys: () => telemetry.missingKeys(),
      memory: () => layer.health.local,
    },
    // The embedded database has one process: its own memory is all there is.
    sharesChanges: isShared || database.engine === 'embedded',
    layer,
    store: isShared ? 'redis' : 'memory',
    healthChecks: isShared ? [storeHealth(layer)] : [],
    async close() {
      await layer.close();
      await stores.close();
    },
  };
}

function openStores(config: Config, namespace: Namespace, logger: DatabaseLogger): Stores {
  const cache = cacheServer(config);
  if (cache === undefined) return memoryStores({ maxBytes: config.cacheMemory });
  const { redisCoordinationUrl: url } = config;
  return redisStores({
    cache,
    ...(url !== undefined && { coordination: { mode: 'standalone', url } }),
    namespace,
    onError: sayingOnce((error) =>
      logger.warn({ err: error }, 'Redis cannot be reached: reads ask the database'),
    ),
  });
}

/** Attempts to connect fail again and again; an operator wants to read it once a minute. */
function sayingOnce(say: (error: Error) => void): (error: Error) => void {
  let quietUntil = 0;
  return (error) => {
    const now = performance.now();
    if (now < quietUntil) return;
    quietUntil = now + 60_000;
    say(error);
  };
}

function storeHealth(layer: Acceleration): HealthCheck {
  return {
    name: 'store',
    required: false,
    whenDown: 'answers are slower: what is not in memory is read from the database',
    async probe() {
      const { store, coordination } = layer.health;
      if (store !== 'closed' || coordination !== 'closed') throw new Error('the store does not answer');
    },
  };
}
