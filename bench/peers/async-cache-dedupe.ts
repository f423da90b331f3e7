import { createCache } from 'async-cache-dedupe';
import { ioredisClient } from './clients.ts';
import { LIFE_SECONDS, type Load, type RacePeer } from './peer.ts';

interface Call {
  readonly key: string;
  readonly load: Load;
}

/** It has one tier: memory or Redis. Both of its ways to invalidate are used, which is more than its documentation asks. */
export const asyncCacheDedupe: RacePeer = {
  name: 'async-cache-dedupe',
  configured:
    'redis storage with invalidation (it has no second tier and no bus); invalidateAll(reference), then clear(name, key)',
  async open(redisUrl, namespace, commandTimeout) {
    const client = ioredisClient(redisUrl, commandTimeout);
    const name = `${namespace}-value`;
    const cache = createCache({
      ttl: LIFE_SECONDS,
      storage: { type: 'redis', options: { client, invalidation: { referencesTTL: LIFE_SECONDS } } },
    });
    const define = cache.define(
      name,
      {
        serialize: (call: Call) => call.key,
        references: ({ key }: Call) => [`${namespace}:${key}`],
      },
      ({ load }: Call) => load(),
    );
    await client.ping();
    return {
      get: (key, load) => (define[name] as (call: Call) => Promise<string>)({ key, load }),
      async invalidate(key) {
        await cache.invalidateAll(`${namespace}:${key}`);
        await cache.clear(name, { key });
      },
      async close() {
        client.disconnect();
      },
    };
  },
};
