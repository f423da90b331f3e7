import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { redisBusDriver, redisDriver } from 'bentocache/drivers/redis';
import { ioredisClient, ioredisOptions } from './clients.ts';
import { LIFE_SECONDS, LOCAL_ENTRIES, type RacePeer } from './peer.ts';

export const bentocache: RacePeer = {
  name: 'bentocache',
  configured:
    'memory driver + redis driver + redis bus, getOrSet and delete; no grace, no soft timeout; client and bus with their defaults',
  async open(redisUrl, namespace, commandTimeout) {
    const { hostname: host, port } = new URL(redisUrl);
    const connection = ioredisClient(redisUrl, commandTimeout);
    const store = bentostore()
      .useL1Layer(memoryDriver({ maxItems: LOCAL_ENTRIES }))
      .useL2Layer(redisDriver({ connection }))
      .useBus(
        redisBusDriver({ connection: { host, port: Number(port), ...ioredisOptions(commandTimeout) } }),
      );
    const cache = new BentoCache({
      default: 'shared',
      prefix: namespace,
      ttl: LIFE_SECONDS * 1_000,
      stores: { shared: store },
    });
    await connection.ping();
    return {
      get: (key, load) => cache.getOrSet({ key, factory: load }),
      async invalidate(key) {
        await cache.delete({ key });
      },
      close: () => cache.disconnectAll(),
    };
  },
};
