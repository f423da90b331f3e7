import {
  createAcceleration,
  createRegistry,
  type Limits,
  namespaceOf,
  type Quota,
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

/** Counted in Redis, over all processes; without it each process counts its share alone, in its memory. */
export function openLimits(
  caches: OpenCaches | undefined,
  { cacheEnvironment: env, nodes }: Config,
  { clock, identity }: { readonly clock: Clock; readonly identity: InstallationIdentity },
): OpenLimits {
  if (caches !== undefined) {
    const { limits } = caches.layer;
    return { limits: caches.store === 'redis' ? limits : sharedBy(nodes, limits), close: async () => {} };
  }
  const stores = memoryStores();
  const namespace = namespaceOf({ env, installationId: identity.id, truthEpoch: identity.truthEpoch });
  const layer = createAcceleration({ namespace, registry: createRegistry([]), stores, clock });
  return {
    limits: sharedBy(nodes, layer.limits),
    async close() {
      await layer.close();
      await stores.close();
    },
  };
}

/** The part of every quota that is one process's own. */
function sharedBy(nodes: number, limits: Limits): Limits {
  if (nodes === 1) return limits;
  const shares = new WeakMap<Quota, Quota>();
  return {
    take(ask) {
      const uses = ask.uses.map((use) => {
        const { quota } = use;
        const share = shares.get(quota) ?? shareOf(quota, nodes);
        shares.set(quota, share);
        // What is more than the share has at once takes all of it, rather than being impossible.
        return {
          ...use,
          quota: share,
          cost: use.cost > quota.burst ? use.cost : Math.min(use.cost, share.burst),
        };
      });
      return limits.take({ ...ask, uses });
    },
  };
}

const shareOf = (quota: Quota, nodes: number): Quota => ({
  ...quota,
  units: Math.max(1, Math.floor(quota.units / nodes)),
  burst: Math.max(1, Math.floor(quota.burst / nodes)),
});
