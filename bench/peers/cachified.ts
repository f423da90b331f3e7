import { type Cache, type CacheEntry, cachified as readThrough, totalTtl } from '@epic-web/cachified';
import { ioredisClient } from './clients.ts';
import { LIFE_SECONDS, type RacePeer } from './peer.ts';

export const cachified: RacePeer = {
  name: 'cachified',
  configured:
    'one tier: a Redis adapter as its documentation describes (JSON entries, expiry by totalTtl), delete of the adapter; it has no bus',
  async open(redisUrl, namespace, commandTimeout) {
    const client = ioredisClient(redisUrl, commandTimeout);
    const cache: Cache = {
      async get(key) {
        const text = await client.get(key);
        return text === null ? null : (JSON.parse(text) as CacheEntry);
      },
      async set(key, entry) {
        const life = totalTtl(entry.metadata);
        const text = JSON.stringify(entry);
        await (life === Number.POSITIVE_INFINITY
          ? client.set(key, text)
          : client.set(key, text, 'PX', Math.ceil(life)));
      },
      async delete(key) {
        await client.del(key);
      },
    };
    await client.ping();
    const stored = (key: string) => `${namespace}:${key}`;
    return {
      get: (key, load) =>
        readThrough({ key: stored(key), cache, ttl: LIFE_SECONDS * 1_000, getFreshValue: load }),
      async invalidate(key) {
        await cache.delete(stored(key));
      },
      async close() {
        client.disconnect();
      },
    };
  },
};
