import { createAcceleration, createRegistry, namespaceOf } from '@quotewright/acceleration';
import { redisStores } from '@quotewright/acceleration/redis';
import { aCategory, type RedisService, redisMissing, startRedis } from '@quotewright/acceleration/testing';
import { systemClock, tenantId } from '@quotewright/kernel';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeOnPostgres, type TestDatabase } from '../testing/index.ts';
import { acceleratedReads } from './accelerated-reads.ts';
import type { WarmedCategory } from './cached-category.ts';
import type { Caches } from './caches.ts';
import { warmCopies } from './warm-copies.ts';

const missing = redisMissing();
const acme = tenantId('acme');
const offering = aCategory();
const namespace = namespaceOf({ env: 'test', installationId: 'warm', truthEpoch: 1 });
const KEYS = 400;
const soon = { timeout: 15_000, interval: 20 };

describe.skipIf(missing !== undefined)(`a warm-up whose Redis ${missing ?? 'fails'}`, () => {
  describeOnPostgres('is killed', (engine) => {
    let database: TestDatabase;
    let redis: RedisService;
    const closing: (() => Promise<void>)[] = [];
    beforeAll(async () => {
      database = await engine.open({ migrations: [] });
    });
    afterAll(() => database.close());
    beforeEach(async () => {
      redis = await startRedis();
      closing.push(() => redis.stop());
    });
    afterEach(async () => {
      for (const close of closing.splice(0).toReversed()) await close();
    });

    async function node() {
      const stores = redisStores({ cache: { mode: 'standalone', url: redis.url }, namespace });
      const registry = createRegistry([offering] as never);
      const layer = createAcceleration({ namespace, registry, stores });
      closing.push(async () => {
        await layer.close();
        await stores.close();
      });
      await layer.ready();
      const caches: Caches = { ...layer, sharesChanges: true, generation: () => 0 };
      const reads = acceleratedReads({ caches, database: database.db, clock: systemClock }).of(offering);
      let asked = 0;
      const cached: WarmedCategory = {
        category: offering,
        copies: async ({ tenant }) => ({
          copies: Array.from({ length: KEYS }, (_, at) => {
            const place = { version: 1, id: `id-${at}` };
            return {
              key: reads.key(tenant, place),
              contentHash: undefined,
              read: (own) =>
                reads.get(own, place, async () => {
                  asked += 1;
                  return { id: place.id, name: 'Cup' };
                }),
            };
          }),
        }),
      };
      const warm = (onProgress?: (done: number) => void) =>
        warmCopies(acme, cached, {
          database: database.db,
          caches,
          maxKeys: KEYS,
          concurrency: 4,
          signal: new AbortController().signal,
          ...(onProgress !== undefined && { onProgress }),
        });
      return { layer, warm, asked: () => asked };
    }

    it('ends soon, says so, and leaves the database in peace', async () => {
      const { layer, warm, asked } = await node();
      let killed: Promise<void> | undefined;
      const report = await warm((done) => {
        if (done >= 50) killed ??= redis.kill();
      });
      await killed;
      expect(report.stopped).toBe('store-down');
      expect(report.unanswered).toBeGreaterThanOrEqual(5);
      expect(report.keys).toBeLessThan(KEYS);
      expect(asked()).toBeLessThan(KEYS);
      await redis.restart();
      await vi.waitFor(() => expect(layer.health.store).toBe('closed'), soon);
      // A slow answer on a busy machine leaves one out; a key that has its copy is not read again.
      await vi.waitFor(
        async () => expect(await warm()).toMatchObject({ present: KEYS, stopped: null }),
        soon,
      );
    });
  });
});
