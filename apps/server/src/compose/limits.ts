import {
  type CoordinationStore,
  createAcceleration,
  createRegistry,
  type Limits,
  namespaceOf,
} from '@quotewright/acceleration';
import { memoryStores } from '@quotewright/acceleration/memory';
import type { Clock } from '@quotewright/kernel';
import type { Config } from '@quotewright/platform/config';
import type { Installation as InstallationIdentity } from '@quotewright/tenancy';
import type { OpenCaches } from './caches.ts';

/** What counts requests and calls. */
export interface OpenLimits {
  readonly limits: Limits;
  close(): Promise<void>;
}

/**
 * Counted in Redis, over all processes. Without it a process that is alone counts in its memory; one of several admits its share, as it does
 * while Redis is away – but for everything, because there is nothing to wait for.
 */
export async function openLimits(
  caches: OpenCaches | undefined,
  { cacheEnvironment: env, nodes }: Config,
  { clock, identity }: { readonly clock: Clock; readonly identity: InstallationIdentity },
): Promise<OpenLimits> {
  const isAlone = nodes === 1;
  if (caches !== undefined && (caches.store === 'redis' || isAlone)) {
    return { limits: caches.layer.limits, close: async () => {} };
  }
  const memory = memoryStores();
  const { entries, bus } = memory;
  const layer = createAcceleration({
    namespace: namespaceOf({ env, installationId: identity.id, truthEpoch: identity.truthEpoch }),
    registry: createRegistry([]),
    stores: isAlone
      ? memory
      : { entries, bus, coordination: NOBODY_SHARES, evictedKeys: async () => 0, close: async () => {} },
    nodes: () => nodes,
    clock,
  });
  const { limits } = layer;
  // The share begins to come together now, not with the first request.
  if (!isAlone) await limits.take({ tenant: null, uses: [FIRST], whenStoreDown: 'local' });
  return {
    limits: isAlone ? limits : { take: (ask) => limits.take({ ...ask, whenStoreDown: 'local' }) },
    async close() {
      await layer.close();
      await memory.close();
    },
  };
}

const FIRST = { quota: { name: 'first', units: 1, window: 1_000, burst: 1 }, parts: ['first'], cost: 1 };

const none = () => Promise.reject(new Error('there is no store that all processes share'));

const NOBODY_SHARES: CoordinationStore = {
  acquire: none,
  renew: none,
  release: none,
  add: none,
  count: none,
  leave: none,
  take: none,
  takeUnits: none,
};
