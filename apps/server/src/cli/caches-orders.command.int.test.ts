import { tenantId } from '@quotewright/kernel';
import { listAudit } from '@quotewright/platform/audit';
import { describeOnPostgres, type TestDatabase } from '@quotewright/platform/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Installation } from '../compose/installation.ts';
import { noCopiesBecause, runCaches, serveDatabase } from './fixtures/caches-command-line.ts';

const because = noCopiesBecause === undefined ? '' : ` [${noCopiesBecause}]`;
const name = 'catalog.active-version';
const orderFor = (tenant: string) => ['--tenant', tenant, '--reason', 'a price looked wrong'];

describe.skipIf(noCopiesBecause !== undefined)(`over Redis${because}`, () => {
  describeOnPostgres('an order about copies from the command line', (engine) => {
    let database: TestDatabase;
    /** Another process: a server that runs while the command is given. */
    let server: Installation;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ database, server, close } = await serveDatabase(engine, ['acme', 'globex'].map(tenantId)));
    });
    afterEach(() => close());

    /** How the running server answers for the category's key of a tenant. */
    async function sourceFor(tenant: string): Promise<string> {
      const { caches, modules } = server;
      const found = modules.caches.find(({ category }) => category.name === name);
      if (caches === undefined || found === undefined) throw new Error('copies are off');
      const cache = caches.cache(found.category);
      const value = { version: 42, manifestHash: 'ab'.repeat(32) };
      const reading = await cache.get(cache.key(tenant, {}), async () => value as never);
      return 'source' in reading ? reading.source : reading.outcome;
    }

    it('holds on a server that runs, for the tenant that was named', async () => {
      for (const tenant of ['acme', 'globex']) await sourceFor(tenant);
      const given = await runCaches('quarantine', name, ...orderFor('acme'));
      expect(given).toMatchObject({ status: 0, text: expect.stringContaining('until `caches release`') });
      await expect.poll(() => sourceFor('acme'), { timeout: 15_000 }).toBe('bypassed');
      expect(['l1', 'l2']).toContain(await sourceFor('globex'));
      expect(await runCaches('release', name, ...orderFor('acme'))).toMatchObject({ status: 0 });
      await expect.poll(() => sourceFor('acme'), { timeout: 15_000 }).not.toBe('bypassed');
      const { items } = await database.db.withTenant(tenantId('acme'), 'read', (tx) =>
        listAudit(tx, { entity: { type: 'cache', id: name } }, { limit: 10 }),
      );
      expect(items.map(({ action, actor }) => [action, actor.subject]).toSorted()).toEqual([
        ['cache.quarantine', 'system:cli'],
        ['cache.release', 'system:cli'],
      ]);
    });

    it('fails where there is nothing to release', async () => {
      expect(await runCaches('release', name, ...orderFor('acme'))).toMatchObject({
        status: 1,
        text: expect.stringContaining('not in quarantine'),
      });
    });

    it('is refused for a tenant, a category or a version that is none', async () => {
      const refusals = [
        [['purge', name, ...orderFor('nobody')], 'TENANT_UNKNOWN'],
        [['purge', 'catalog.active', ...orderFor('acme')], 'CACHE_CATEGORY_NOT_FOUND'],
        [['purge', name, ...orderFor('acme'), '--copy-version', 'v42'], 'CACHE_VERSION_IMPOSSIBLE'],
      ] as const;
      for (const [words, code] of refusals) await expect(runCaches(...words)).rejects.toMatchObject({ code });
    });
  });
});
