import KeyvRedis from '@keyv/redis';
import { Cacheable, CacheableMemory, Keyv } from 'cacheable';
import { ignored, keyvClient } from './clients.ts';
import { LIFE_SECONDS, LOCAL_ENTRIES, type RacePeer } from './peer.ts';
import { redisMessages } from './redis-messages.ts';

export const cacheable: RacePeer = {
  name: 'cacheable',
  configured:
    'CacheableMemory + @keyv/redis as secondary + CacheableSync over Redis pub/sub, getOrSet and delete; client with its defaults',
  async open(redisUrl, namespace, commandTimeout) {
    const secondary = new KeyvRedis(keyvClient(redisUrl, commandTimeout));
    const messages = redisMessages(redisUrl, commandTimeout);
    const cache = new Cacheable({
      primary: new Keyv({ store: new CacheableMemory({ lruSize: LOCAL_ENTRIES }) }),
      secondary,
      namespace,
      ttl: LIFE_SECONDS * 1_000,
      sync: { qified: messages },
    });
    cache.on('error', ignored);
    await secondary.getClient();
    await messages.subscribed();
    return {
      get: async (key, load) => (await cache.getOrSet(key, load, { throwErrors: 'function' })) as string,
      async invalidate(key) {
        await cache.delete(key);
      },
      async close() {
        await Promise.all([cache.disconnect(), messages.disconnect()]);
      },
    };
  },
};
