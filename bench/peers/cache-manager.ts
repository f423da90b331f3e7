import KeyvRedis from '@keyv/redis';
import { createCache } from 'cache-manager';
import { CacheableMemory } from 'cacheable';
import { Keyv } from 'keyv';
import { ignored, keyvClient } from './clients.ts';
import { LIFE_SECONDS, LOCAL_ENTRIES, type RacePeer } from './peer.ts';

export const cacheManager: RacePeer = {
  name: 'cache-manager',
  configured:
    'Keyv(CacheableMemory) + Keyv(@keyv/redis), wrap and del; it has no bus; client with its defaults',
  async open(redisUrl, namespace, commandTimeout) {
    const redis = new KeyvRedis(keyvClient(redisUrl, commandTimeout), { namespace });
    const remote = new Keyv({ store: redis, namespace, useKeyPrefix: false });
    remote.on('error', ignored);
    const local = new Keyv({ store: new CacheableMemory({ lruSize: LOCAL_ENTRIES }) });
    const cache = createCache({ stores: [local, remote], ttl: LIFE_SECONDS * 1_000 });
    await redis.getClient();
    return {
      get: (key, load) => cache.wrap(key, load),
      async invalidate(key) {
        await cache.del(key);
      },
      async close() {
        await cache.disconnect();
      },
    };
  },
};
