import { afterAll, beforeAll, describe } from 'vitest';
import { freshNamespace } from '../adapters/redis/fixtures/test-stores.ts';
import { redisStores } from '../adapters/redis/index.ts';
import { type RedisService, startRedis } from '../testing/servers/redis.ts';
import { redisMissing } from '../testing/servers/redis-process.ts';
import { explainContract } from './fixtures/explain-contract.ts';

const missing = redisMissing();
const because = missing === undefined ? '' : ` [${missing}]`;

describe.skipIf(missing !== undefined)(`Redis${because}`, () => {
  let redis: RedisService;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  explainContract('one server', async () => {
    const namespace = freshNamespace();
    const stores = redisStores({ cache: { mode: 'standalone', url: redis.url }, namespace });
    await stores.ready();
    return { stores, namespace };
  });
});
