import { contentHash, tenantId } from '@quotewright/kernel';
import { queries, SqlError, type Tx } from '@quotewright/platform/postgres';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TenantDocument } from '../domain/tenant-document.ts';
import { type RunningTenancy, runTenancy } from '../testing/index.ts';
import type { Tables } from './tables.ts';
import { pgTenantDocumentStore as store } from './tenant-document-store.pg.ts';

const acme = tenantId('acme');
const globex = tenantId('globex');

function flags(version: number, names: readonly string[]): TenantDocument<'featureFlags'> {
  const body = { flags: Object.fromEntries(names.map((name) => [name, true])) };
  const createdAt = '2026-03-01T09:30:00.000Z';
  return { kind: 'featureFlags', version, body, contentHash: contentHash(body), createdBy: 'u-1', createdAt };
}

describeOnEachEngine('the store of tenant documents', (engine) => {
  let running: RunningTenancy;
  const write = <T>(work: (tx: Tx) => Promise<T>) => running.database.db.withTenant(acme, 'write', work);

  beforeAll(async () => {
    running = await runTenancy({ engine, tenants: ['acme', 'globex'] });
    await write((tx) => store.append(tx, flags(2, ['two'])));
  });
  afterAll(() => running.close());

  it('puts the newest version in force and keeps every older one', async () => {
    await write(async (tx) => {
      expect(await store.active(tx, 'featureFlags')).toEqual(flags(2, ['two']));
      expect(await store.lockActive(tx, 'featureFlags')).toEqual(flags(2, ['two']));
      expect(await store.version(tx, 'featureFlags', 1)).toMatchObject({ version: 1, body: { flags: {} } });
      expect(await store.version(tx, 'featureFlags', 3)).toBeUndefined();
    });
  });

  it('keeps the documents of other kinds and tenants apart', async () => {
    await write(async (tx) => expect(await store.active(tx, 'tenantConfig')).toMatchObject({ version: 1 }));
    await running.database.db.withTenant(globex, 'read', async (tx) => {
      expect(await store.active(tx, 'featureFlags')).toMatchObject({ version: 1 });
      expect(await store.version(tx, 'featureFlags', 2)).toBeUndefined();
    });
  });

  it('refuses a version that exists: a version never changes', async () => {
    await expect(write((tx) => store.append(tx, flags(2, ['other'])))).rejects.toThrow(SqlError);
    await expect(
      write((tx) =>
        queries<Tables>(tx)
          .updateTable('tenancy.tenant_document_version')
          .set({ content_hash: 'x' })
          .execute(),
      ),
    ).rejects.toThrow('permission denied');
  });

  it.each([1, 2])(
    'refuses to put version %i in force where 2 is: a version never goes back',
    async (version) => {
      const pointBack = (tx: Tx) =>
        queries<Tables>(tx)
          .updateTable('tenancy.tenant_document')
          .set({ active_version: version })
          .where('kind', '=', 'featureFlags')
          .execute();
      await expect(write(pointBack)).rejects.toThrow('a version never goes back');
    },
  );
});
