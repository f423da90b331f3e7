import { tenantId } from '@quotewright/kernel';
import { listAudit } from '@quotewright/platform/audit';
import { readTuning } from '@quotewright/platform/cache';
import { describeOnPostgres, type TestDatabase } from '@quotewright/platform/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Installation } from '../compose/installation.ts';
import { northstarTenant } from '../demo/northstar-tenant.ts';
import { seedDemoTenants } from '../demo/seed-demo-tenants.ts';
import {
  noCopiesBecause,
  runCaches,
  serveDatabase,
  settingsOfCopies,
} from './fixtures/caches-command-line.ts';

const because = noCopiesBecause === undefined ? '' : ` [${noCopiesBecause}]`;
const name = 'catalog.offering';
const acme = tenantId('acme');
const orderFor = (tenant: string) => ['--tenant', tenant, '--reason', 'calls come in waves'];
const quiet = { update() {}, stop() {} };

describe.skipIf(noCopiesBecause !== undefined)(`over Redis${because}`, () => {
  describeOnPostgres('copies are steered from the command line', (engine) => {
    let database: TestDatabase;
    /** Another process: a server that runs while the command is given. */
    let server: Installation;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ database, server, close } = await serveDatabase(engine, [acme]));
    });
    afterEach(() => close());

    const tuning = () => database.db.withTenant(acme, 'read', (tx) => readTuning(tx, name));
    const trail = async (action: string, tenant = acme) => {
      const { items } = await database.db.withTenant(tenant, 'read', (tx) =>
        listAudit(tx, { action }, { limit: 10 }),
      );
      return items.map(({ actor, entity, detail }) => [actor.subject, entity.id, detail]);
    };

    it('a category is tuned for a while, and as it declares again by order', async () => {
      const words = ['--fresh', '2h', '--jitter', '0.4', '--warm-per-second', '20', '--for', '1d'];
      const given = await runCaches('tune', name, ...orderFor('acme'), ...words);
      expect(given).toMatchObject({ status: 0, text: expect.stringContaining('is tuned until') });
      expect(await tuning()).toMatchObject({
        version: 1,
        inForce: {
          settings: { freshSeconds: 7_200, jitter: 0.4, warmPerSecond: 20 },
          changedBy: 'system:cli',
        },
      });
      expect(await runCaches('tune', name, ...orderFor('acme'), '--end')).toMatchObject({
        status: 0,
        text: `${name} is as it declares again, on all servers within seconds.`,
      });
      expect(await tuning()).toEqual({ version: 2 });
      expect((await trail('cache.tune')).map(([subject]) => subject)).toEqual(['system:cli', 'system:cli']);
    });

    it('a tuning that says nothing, too much, or what is out of bounds, changes nothing', async () => {
      const tune = (...words: string[]) => runCaches('tune', name, ...orderFor('acme'), ...words);
      for (const words of [[], ['--fresh', '2h'], ['--end', '--for', '1h'], ['--end', '--jitter', '0.1']]) {
        expect(await tune(...words), words.join(' ')).toMatchObject({
          status: 2,
          text: 'Say what is to hold and --for how long, or --end alone.',
        });
      }
      for (const words of [
        ['--fresh', '1m', '--for', '1h'],
        ['--fresh', '2h', '--for', '8d'],
        ['--for', '1h'],
      ]) {
        await expect(tune(...words)).rejects.toMatchObject({ code: 'CACHE_TUNING_INVALID' });
      }
      expect(await tuning()).toEqual({ version: 0 });
    });

    it('copies of a category are made, and a repetition finds them', async () => {
      await seedDemoTenants(server, [northstarTenant], () => quiet);
      const warm = (...words: string[]) => runCaches('warm', name, ...orderFor(northstarTenant.id), ...words);
      const offerings = await server.database.withTenant(tenantId(northstarTenant.id), 'read', async (tx) =>
        server.modules.catalog.api.offeringIds(tx, 1),
      );
      const keys = offerings.size;
      // A slow answer on a busy machine leaves one out.
      await vi.waitFor(
        async () =>
          expect(await warm()).toEqual({
            status: 0,
            text: `${keys} keys looked at: 0 copies made, ${keys} were there.`,
          }),
        { timeout: 30_000 },
      );
      const few = await warm('--most', '1', '--concurrency', '1');
      expect(few.status).toBe(1);
      expect(few.text).toContain('Ended early: there may be more keys than --most.');
      const traces = await trail('cache.warm', tenantId(northstarTenant.id));
      expect(traces[0]).toEqual(['system:cli', name, { maxKeys: 1, concurrency: 1 }]);
    }, 60_000);

    it('a warm-up is refused with the reason where copies are left to their readers', async () => {
      await expect(runCaches('warm', 'pricing.result', ...orderFor('acme'))).rejects.toMatchObject({
        code: 'CACHE_NOT_WARMED',
        message: expect.stringContaining('because nobody knows which prices will be asked for'),
      });
      expect(await trail('cache.warm')).toEqual([]);
    });

    it('what names no tenant or category is refused', async () => {
      for (const words of [['warm'], ['tune', '--jitter', '0.1', '--for', '1h']] as const) {
        const [command, ...rest] = words;
        await expect(runCaches(command, name, ...orderFor('nobody'), ...rest)).rejects.toMatchObject({
          code: 'TENANT_UNKNOWN',
        });
        await expect(
          runCaches(command, 'catalog.offerin', ...orderFor('acme'), ...rest),
        ).rejects.toMatchObject({
          code: 'CACHE_CATEGORY_NOT_FOUND',
        });
      }
    });
  });

  describeOnPostgres('without Redis in the configuration', (engine) => {
    it('a warm-up says whom to ask', async () => {
      const database = await engine.open({ migrations: [] });
      settingsOfCopies(database.url);
      vi.stubEnv('REDIS_URL', undefined);
      try {
        const { text, status } = await runCaches('warm', name, ...orderFor('acme'));
        expect(status).toBe(1);
        expect(text).toContain(`POST /api/v1/admin/caches/${name}/warm`);
      } finally {
        vi.unstubAllEnvs();
        await database.close();
      }
    });
  });
});
