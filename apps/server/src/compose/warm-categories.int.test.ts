import { randomBytes } from 'node:crypto';
import { type RedisService, redisMissing, startRedis } from '@quotewright/acceleration/testing';
import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import {
  type ReconciledCopy,
  reconcileCopies,
  type WarmReport,
  warmCopies,
} from '@quotewright/platform/cache';
import { loadConfig } from '@quotewright/platform/config';
import { describeOnPostgres, type TestDatabase } from '@quotewright/platform/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { northstarTenant as northstar } from '../demo/northstar-tenant.ts';
import { seedDemoTenants } from '../demo/seed-demo-tenants.ts';
import { type Installation, openInstallation } from './installation.ts';

const missing = redisMissing();
const tenant = tenantId(northstar.id);
const quiet = { update() {}, stop() {} };
const soon = { timeout: 30_000, interval: 100 };

describe.skipIf(missing !== undefined)(`over Redis${missing === undefined ? '' : ` [${missing}]`}`, () => {
  describeOnPostgres('a warm-up of every category there is', (engine) => {
    let database: TestDatabase;
    let redis: RedisService;
    let seeded: Installation;
    /** Another process, which has nothing in memory. */
    let other: Installation;
    beforeAll(async () => {
      redis = await startRedis();
      database = await engine.open({ migrations: [] });
      const config = loadConfig({
        DATABASE_URL: database.url,
        REDIS_URL: redis.url,
        // Every copy keeps its place, however slow the machine is.
        QUOTEWRIGHT_CACHE_ENVIRONMENT: `t${randomBytes(8).toString('hex')}`,
      });
      seeded = await openInstallation(config);
      await seedDemoTenants(seeded, [northstar], () => quiet);
      other = await openInstallation(config);
      for (const one of [seeded, other]) await one.caches?.layer.ready();
    }, 180_000);
    afterAll(async () => {
      await seeded?.close();
      await other?.close();
      await database?.close();
      await redis?.stop();
    });

    /** Whatever is told of a category, or only what is in force. */
    async function warmAll(inForce: boolean): Promise<ReadonlyMap<string, WarmReport>> {
      const { caches, database: db, modules } = seeded;
      const reports = new Map<string, WarmReport>();
      for (const cached of modules.caches) {
        if (cached.notWarmed !== undefined) continue;
        const { inForce: _, ...all } = cached;
        const report = await warmCopies(tenant, inForce ? cached : all, {
          database: db,
          caches: caches as NonNullable<typeof caches>,
          maxKeys: 20_000,
          concurrency: 4,
          signal: new AbortController().signal,
        });
        reports.set(cached.category.name, report);
      }
      return reports;
    }

    // A slow answer on a busy machine leaves a copy out, and is no outage.
    const untilAllAreThere = (inForce: boolean) =>
      vi.waitFor(async () => {
        const reports = await warmAll(inForce);
        for (const [name, report] of reports) {
          expect({ name, ...report }).toMatchObject({ made: 0, notKept: 0, unreadable: 0, stopped: null });
          expect(report.present, name).toBe(report.keys);
          expect(report.keys, name).toBeGreaterThan(0);
        }
        return reports;
      }, soon);

    it('leaves, in a Redis that was emptied, a copy of all that the database says there may be, and each of them is right', async () => {
      await redis.flush();
      await untilAllAreThere(false);
      const found: ReconciledCopy[] = [];
      const warmed = other.modules.caches.filter(({ notWarmed }) => notWarmed === undefined);
      const { compared, stored } = await reconcileCopies(tenant, {
        database: other.database,
        caches: other.caches as NonNullable<typeof other.caches>,
        categories: warmed,
        repair: false,
        onFound: (copy) => void found.push(copy),
        onUnreadable: (category, cause) => {
          throw new Error(category, { cause });
        },
      });
      expect(found).toEqual([]);
      expect(stored).toBe(compared);
    }, 120_000);

    /** Every document once more, each in a slightly other form. */
    async function publishAgain(): Promise<void> {
      const { catalog, pricing } = seeded.modules;
      const actor = systemPrincipal(tenant, 'test');
      const documents = await northstar.documents();
      const renamed = JSON.stringify(documents.catalog).replaceAll('"name":"', '"name":"New ');
      await catalog.commands.importCatalog({ tenant, actor }, Buffer.from(renamed));
      await catalog.commands.publishCatalog({ tenant, actor });
      for (const document of documents.priceLists) {
        const { id: priceListId } = document.priceList;
        const priceList = { ...document.priceList, name: 'Renamed' };
        await pricing.commands.importPriceList(actor, { priceListId, document: { ...document, priceList } });
        await pricing.commands.publishPriceList(actor, { priceListId });
      }
    }

    it('makes, where no version is named, what the versions in force have, and nothing else', async () => {
      const before = await untilAllAreThere(false);
      await publishAgain();
      await redis.flush();
      const inForce = await untilAllAreThere(true);
      const all = await untilAllAreThere(false);
      const keysOf = (reports: typeof all, name: string) => reports.get(name)?.keys ?? 0;
      for (const name of ['catalog.offering', 'catalog.relationship-graph', 'pricing.price-index']) {
        expect([name, keysOf(inForce, name)]).toEqual([name, keysOf(before, name)]);
        expect([name, keysOf(all, name)]).toEqual([name, 2 * keysOf(before, name)]);
      }
      for (const [name, { keys }] of inForce) expect(keys, name).toBeLessThanOrEqual(keysOf(all, name));
    }, 120_000);

    it('says of each other one why it has none', () => {
      const reasons = seeded.modules.caches.flatMap(({ notWarmed }) => notWarmed ?? []);
      expect(reasons.length).toBeGreaterThan(0);
      for (const reason of reasons) expect(reason).toMatch(/^because \S/);
    });
  });
});
