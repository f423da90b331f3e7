import {
  createAcceleration,
  createRegistry,
  defineCategory,
  idPart,
  jsonCodec,
  literal,
  namespaceOf,
} from '@quotewright/acceleration';
import { redisStores } from '@quotewright/acceleration/redis';
import { until } from '../races/waiting.ts';
import { LIFE_SECONDS, type RacePeer } from './peer.ts';

/** Changes in place: the hard case. Versioned categories need none of what the races are about. */
const category = defineCategory({
  name: 'bench.value',
  system: 'bench',
  service: 'race',
  purpose: 'What the batteries read.',
  owner: 'bench',
  kind: 'tenant-config',
  truth: 'the loader of the scenario',
  tenantScope: 'tenant',
  version: { none: 'because events invalidate it' },
  key: [literal('value'), idPart('id')],
  ttl: { fresh: LIFE_SECONDS * 1_000, max: LIFE_SECONDS * 1_000 },
  negativeTtl: 'never',
  invalidation: { events: ['TenantConfigChanged'] },
  whenStale: 'never',
  whenStoreDown: 'load',
  schemaVersion: 1,
  codec: jsonCodec<string>(),
  maxStoredBytes: 32 * 1_024,
  maxDecodedBytes: 64 * 1_024,
  averageBytes: 256,
  expectedCardinality: 1_000,
  overCap: 'do-not-store',
  sensitivity: 'none',
  protection: 'hash',
  canAffectBusinessState: 'no, because nothing is decided here',
  runbook: 'store-unavailable',
});

const registry = createRegistry([category]);

export const quotewright: RacePeer = {
  name: 'quotewright',
  configured:
    'a changeable category invalidated by events, memory + Redis + bus, all defaults; an invalidation that is only pending counts as refused',
  async open(redisUrl, namespaceText, commandTimeout) {
    const namespace = namespaceOf({ env: 'bench', installationId: namespaceText, truthEpoch: 1 });
    const stores = redisStores({
      cache: { mode: 'standalone', url: redisUrl },
      namespace,
      ...(commandTimeout !== undefined && { commandTimeout }),
    });
    const layer = createAcceleration({ namespace, registry, stores });
    await Promise.all([stores.ready(), layer.ready()]);
    await until(() => layer.health.busTrusted);
    const cache = layer.cache(category);
    const keyOf = (id: string) => cache.key('acme', { id });
    return {
      async get(key, load) {
        const reading = await cache.get(keyOf(key), load);
        if (reading.outcome !== 'found') throw new Error(`the layer answered ${reading.outcome}`);
        return reading.value;
      },
      async invalidate(key) {
        const acknowledgement = await layer.invalidate([keyOf(key)]);
        if (acknowledgement === 'pending') throw new Error('not acknowledged yet');
      },
      async close() {
        await layer.close();
        await stores.close();
      },
    };
  },
};
