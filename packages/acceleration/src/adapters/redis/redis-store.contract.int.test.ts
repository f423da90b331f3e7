import { describe } from 'vitest';
import { type RedisService, startRedis } from '../../testing/servers/redis.ts';
import { redisMissing } from '../../testing/servers/redis-process.ts';
import {
  type BreakableStore,
  busReconnectionContract,
  storeContract,
} from '../../testing/store-contract/index.ts';
import { freshNamespace } from './fixtures/test-stores.ts';
import { redisStores } from './redis-stores.ts';

const missing = redisMissing();
const because = missing === undefined ? '' : ` [${missing}]`;

async function open(): Promise<BreakableStore> {
  const redis: RedisService = await startRedis();
  const namespace = freshNamespace();
  return {
    async stores() {
      const stores = redisStores({ cache: { mode: 'standalone', url: redis.url }, namespace });
      await stores.ready();
      return stores;
    },
    flush: () => redis.flush(),
    disconnect: async () => void (await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub')),
    close: () => redis.stop(),
  };
}

describe.skipIf(missing !== undefined)(`Redis${because}`, () => {
  storeContract('one server', open);
  busReconnectionContract('one server', open);
});
