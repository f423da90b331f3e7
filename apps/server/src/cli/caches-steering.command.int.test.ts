import { randomBytes } from 'node:crypto';
import { tenantId } from '@quotewright/kernel';
import { listAudit } from '@quotewright/platform/audit';
import { systemPrincipal } from '@quotewright/platform/auth';
import { readTuning } from '@quotewright/platform/cache';
import { describeOnPostgres, type TestDatabase } from '@quotewright/platform/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Installation, openInstallation } from '../compose/installation.ts';
import { northstarTenant } from '../demo/northstar-tenant.ts';
import { seedDemoTenants } from '../demo/seed-demo-tenants.ts';
import { cachesCommand } from './caches.command.ts';
import { configFor } from './settings.ts';

const redisUrl = process.env['REDIS_URL'];
const because = redisUrl === undefined ? ' [no REDIS_URL]' : '';
const name = 'catalog.offering';
const acme = tenantId('acme');
const orderFor = (tenant: string) => ['--tenant', tenant, '--reason', 'calls come in waves'];
const quiet = { update() {}, stop() {} };

describe.skipIf(redisUrl === undefined)(`over Redis${because}`, () => {
  describeOnPostgres('copies are steered from the command line', (engine) => {
    let database: TestDatabase;
    /** Another process: a server that runs while the command is given. */
    let server: Installation;
    beforeEach(async () => {
      database = await engine.open({ migrations: [] });
      vi.stubEnv('DATABASE_URL', database.url);
      vi.stubEnv('REDIS_URL', redisUrl);
      vi.stubEnv('KAFKA_BROKERS', undefined);
      // A namespace that no other test has.
      vi.stubEnv('QUOTEWRIGHT_CACHE_ENVIRONMENT', `t${randomBytes(8).toString('hex')}`);
      server = await openInstallation(configFor({}));
      await server.caches?.layer.ready();
      await database.db.withTenant(acme, 'write', (tx) =>
        server.modules.tenancy.createTenant(tx, systemPrincipal(acme, 'test'), { name: 'acme' }),
      );
    });
    afterEach(async () => {
      process.exitCode = 0;
      await server.close();
      vi.unstubAllEnvs();
      await database.close();
    });

    async function run(...words: string[]) {
      const lines: string[] = [];
      const note = (line: string) => void lines.push(line);
      const spies = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')];
      for (const spy of spies) spy.mockImplementation(note);
      process.exitCode = 0;
      try {
        await cachesCommand()
          .exitOverride()
          .parseAsync(['node', 'caches', ...words]);
      } finally {
        for (const spy of spies) spy.mockRestore();
      }
      return { text: lines.join('\n'), status: process.exitCode };
    }

    const tuning = () => database.db.withTenant(acme, 'read', (tx) => readTuning(tx, name));
    const trail = async (action: string, tenant = acme) => {
      const { items } = await database.db.withTenant(tenant, 'read', (tx) =>
        listAudit(tx, { action }, { limit: 10 }),
      );
      return items.map(({ actor, entity, detail }) => [actor.subject, entity.id, detail]);
    };

    it('a category is tuned for a while, and as it declares again by order', async () => {
      const words = ['--fresh', '2h', '--jitter', '0.4', '--warm-per-second', '20', '--for', '1d'];
      const given = await run('tune', name, ...orderFor('acme'), ...words);
      expect(given).toMatchObject({ status: 0, text: expect.stringContaining('is tuned until') });
      expect(await tuning()).toMatchObject({
        version: 1,
        inForce: {
          settings: { freshSeconds: 7_200, jitter: 0.4, warmPerSecond: 20 },
          changedBy: 'system:cli',
        },
      });
      expect(await run('tune', name, ...orderFor('acme'), '--end')).toMatchObject({
        status: 0,
        text: `${name} is as it declares again, on all servers within seconds.`,
      });
      expect(await tuning()).toEqual({ version: 2 });
      expect((await trail('cache.tune')).map(([subject]) => subject)).toEqual(['system:cli', 'system:cli']);
    });

    it('a tuning that says nothing, too much, or what is out of bounds, changes nothing', async () => {
      const tune = (...words: string[]) => run('tune', name, ...orderFor('acme'), ...words);
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
      const warm = (...words: string[]) => run('warm', name, ...orderFor(northstarTenant.id), ...words);
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
      await expect(run('warm', 'pricing.result', ...orderFor('acme'))).rejects.toMatchObject({
        code: 'CACHE_NOT_WARMED',
        message: expect.stringContaining('because nobody knows which prices will be asked for'),
      });
      expect(await trail('cache.warm')).toEqual([]);
    });

    it('what names no tenant or category is refused', async () => {
      for (const words of [['warm'], ['tune', '--jitter', '0.1', '--for', '1h']] as const) {
        const [command, ...rest] = words;
        await expect(run(command, name, ...orderFor('nobody'), ...rest)).rejects.toMatchObject({
          code: 'TENANT_UNKNOWN',
        });
        await expect(run(command, 'catalog.offerin', ...orderFor('acme'), ...rest)).rejects.toMatchObject({
          code: 'CACHE_CATEGORY_NOT_FOUND',
        });
      }
    });
  });

  describeOnPostgres('without Redis in the configuration', (engine) => {
    it('a warm-up says whom to ask', async () => {
      const database = await engine.open({ migrations: [] });
      vi.stubEnv('DATABASE_URL', database.url);
      vi.stubEnv('REDIS_URL', undefined);
      vi.stubEnv('KAFKA_BROKERS', undefined);
      const said = vi.spyOn(console, 'error').mockImplementation(() => {});
      try {
        await cachesCommand()
          .exitOverride()
          .parseAsync(['node', 'caches', 'warm', name, ...orderFor('acme')]);
        expect(process.exitCode).toBe(1);
        expect(said.mock.calls.flat().join()).toContain(`POST /api/v1/admin/caches/${name}/warm`);
      } finally {
        said.mockRestore();
        process.exitCode = 0;
        vi.unstubAllEnvs();
        await database.close();
      }
    });
  });
});
