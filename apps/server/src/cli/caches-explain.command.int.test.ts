import type { CacheKey } from '@quotewright/acceleration';
import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { quarantineCache } from '@quotewright/platform/cache';
import { describeOnPostgres, type TestDatabase } from '@quotewright/platform/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Installation } from '../compose/installation.ts';
import { noCopiesBecause, runCaches, settingsOfCopies } from './fixtures/caches-command-line.ts';
import { configFor } from './settings.ts';
import { withInstallation } from './with-installation.ts';

const because = noCopiesBecause === undefined ? '' : ` [${noCopiesBecause}]`;
const acme = tenantId('acme');
const text = 'cpq:catalog:acme:active-version';

describe.skipIf(noCopiesBecause !== undefined)(`over Redis${because}`, () => {
  describeOnPostgres('quotewright caches explain', (engine) => {
    let database: TestDatabase;
    beforeEach(async () => {
      database = await engine.open({ migrations: [] });
      settingsOfCopies(database.url);
    });
    afterEach(async () => {
      vi.unstubAllEnvs();
      await database.close();
    });

    const run = (...words: string[]) => runCaches('explain', ...words);

    /** What a server does when it is asked for the active version. */
    const keepCopy = () =>
      withInstallation(configFor({}), async (installation: Installation) => {
        const { caches, modules } = installation;
        const category = modules.caches.find(({ category: { name } }) => name === 'catalog.active-version');
        if (caches === undefined || category === undefined) throw new Error('copies are off');
        await caches.layer.ready();
        const cache = caches.cache(category.category);
        const key: CacheKey = cache.key('acme', {});
        // On a busy machine the store may answer too late to take it the first time.
        await expect
          .poll(async () => {
            await cache.get(key, async () => ({ version: 42, manifestHash: 'ab'.repeat(32) }) as never);
            return (await cache.stored(key)).outcome;
          })
          .toBe('copy');
        return key;
      });

    it('says in plain words where a copy came from and what would drop it', async () => {
      const key = await keepCopy();
      for (const typed of [text, key.data]) {
        const { text: said, status } = await run(typed);
        expect(status).toBe(0);
        expect(said).toContain('catalog.active-version: ');
        expect(said).toContain('tenant acme');
        expect(said).toContain('in the store: a copy that would be answered (fresh)');
        expect(said).toMatch(/loaded 20\d\d-\S+Z in \d+ ms; fresh until/);
        expect(said).toContain('version 42, schema ');
        expect(said).toContain('dropped by the event CatalogPublished');
        expect(said).toContain('runbook: docs/runbook/');
      }
    });

    it('fails with the reason where no copy would be answered', async () => {
      const nothing = await run(text);
      expect(nothing).toMatchObject({ status: 1, text: expect.stringContaining('in the store: nothing') });
      await keepCopy();
      await database.db.withTenant(acme, 'write', (tx) =>
        quarantineCache(tx, {
          category: 'catalog.active-version',
          reason: 'a test',
          actor: systemPrincipal(acme, 'test'),
        }),
      );
      const { text: said, status } = await run(text);
      expect(status).toBe(1);
      expect(said).toContain('bytes that no reader is answered with: generation');
      expect(said).toContain('quarantined for acme, all versions: generation 1');
    });

    it('fails with the reason where the text is no key here', async () => {
      const refusals = [
        ['cpq:catalog', 'This is no key of a cached value'],
        ['cpq:catalog:acme:something', 'No category makes keys of this shape'],
        [`prod.i7.3:${text}`, 'The key is of another installation'],
      ] as const;
      for (const [typed, reason] of refusals)
        expect(await run(typed)).toMatchObject({ status: 1, text: expect.stringContaining(reason) });
    });

    it('refuses keys of tenants other than the one named', async () => {
      await expect(run(text, '--tenant', 'nobody')).rejects.toMatchObject({ code: 'TENANT_UNKNOWN' });
      await withInstallation(configFor({}), ({ modules }) =>
        database.db.withTenant(tenantId('globex'), 'write', (tx) =>
          modules.tenancy.createTenant(tx, systemPrincipal(tenantId('globex'), 'test'), { name: 'Globex' }),
        ),
      );
      const { text: said, status } = await run(text, '--tenant', 'globex');
      expect([said, status]).toEqual(['The key is of another tenant.', 1]);
    });

    it('says where copies are, when they are not where it can look', async () => {
      vi.stubEnv('REDIS_URL', undefined);
      const local = await run(text);
      expect(local).toMatchObject({ status: 1, text: expect.stringContaining('Ask a server') });
      expect(local.text).toContain('dropped by the event CatalogPublished');
      vi.stubEnv('QUOTEWRIGHT_CACHE', 'off');
      expect((await run(text)).text).toContain('Copies are off');
    });
  });
});
