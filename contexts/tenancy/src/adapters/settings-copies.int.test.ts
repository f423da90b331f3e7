import { tenantId } from '@quotewright/kernel';
import { type Discrepancy, reconcileCopies } from '@quotewright/platform/cache';
import { eventOf } from '@quotewright/platform/messaging';
import type { Tx } from '@quotewright/platform/postgres';
import { describeOnEachEngine, testServer } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { documentChanged } from '../domain/events.ts';
import { tenancyModule } from '../module.ts';
import { committedEvent, runTenancyNodes, type TenancyNode } from '../testing/index.ts';
import { settingsCategories } from './settings-categories.ts';

const CONFIG = '/admin/tenant-config';

describeOnEachEngine('settings from copies', (engine) => {
  let running: Awaited<ReturnType<typeof runTenancyNodes>>;
  let here: TenancyNode;
  let there: TenancyNode;
  beforeAll(async () => {
    running = await runTenancyNodes(engine, ['acme', 'globex', 'initech', 'umbrella']);
    [here, there] = running.nodes;
  });
  afterAll(() => running.close());

  const inTenant = <T>(tenant: string, access: 'read' | 'write', work: (tx: Tx) => Promise<T>) =>
    running.db.withTenant(tenantId(tenant), access, work);
  const validity = async (node: TenancyNode, tenant = 'acme', access: 'read' | 'write' = 'read') => {
    const config = await inTenant(tenant, access, (tx) => node.tenancy.api.tenantConfig(tx));
    return config.quoteValidityDays;
  };
  /** Through the route of a node; without one, by a process that drops no copy. */
  async function setValidity(days: number, tenant: string, node?: TenancyNode): Promise<number> {
    const silent = tenancyModule({ database: running.db, permissions: () => here.tenancy.permissions });
    const server = await testServer({ modules: [node?.tenancy ?? silent], database: running.db });
    const as = { tenant, subject: 'boss', roles: ['admin'] };
    const { json, headers } = await server.request('GET', CONFIG, { as });
    const { version: _version, createdBy: _by, createdAt: _at, ...settings } = json;
    const put = await server.request('PUT', CONFIG, {
      as,
      body: { ...settings, quoteValidityDays: days },
      headers: { 'if-match': headers['etag'] as string },
    });
    await server.close();
    expect(put.status).toBe(200);
    return put.json.version;
  }

  it('are in force at once where they were changed, and soon everywhere', async () => {
    for (const node of [here, there]) expect(await validity(node)).toBe(30);
    await setValidity(45, 'acme', here);
    expect(await validity(here)).toBe(45);
    await expect.poll(() => validity(there)).toBe(45);
    expect(await validity(here, 'globex')).toBe(30);
  });

  it('stay as they were in the version that a price has pinned', async () => {
    const pinned = await inTenant('acme', 'read', (tx) => here.tenancy.api.tenantConfig(tx));
    const version = await setValidity(60, 'acme', here);
    const read = (wanted: number) =>
      inTenant('acme', 'read', (tx) => here.tenancy.api.tenantConfigVersion(tx, wanted));
    expect(await read(pinned.version)).toEqual(pinned);
    expect((await read(version)).quoteValidityDays).toBe(60);
    await expect(read(999)).rejects.toMatchObject({ code: 'DOCUMENT_VERSION_UNKNOWN' });
  });

  it('a command goes by the table, whatever a copy says', async () => {
    expect(await validity(here, 'globex')).toBe(30);
    await setValidity(7, 'globex');
    expect(await validity(here, 'globex')).toBe(30);
    expect(await validity(here, 'globex', 'write')).toBe(7);
  });

  it('a change that dropped nothing is seen when its event arrives', async () => {
    const initech = tenantId('initech');
    expect(await validity(here, 'initech')).toBe(30);
    const version = await setValidity(7, 'initech');
    expect(await validity(here, 'initech')).toBe(30);
    const [consumer] = here.tenancy.consumers ?? [];
    if (consumer === undefined || !('apply' in consumer)) throw new Error('nobody hears of changes');
    const said = { document: 'tenantConfig', version, contentHash: '0'.repeat(64) };
    await consumer.apply([committedEvent(initech, eventOf(documentChanged.tenantConfig, initech, said))]);
    expect(await validity(here, 'initech')).toBe(7);
  });

  it('have keys of their tenant and version', () => {
    const { active, content } = settingsCategories.tenantConfig;
    const flags = settingsCategories.featureFlags;
    const keys = [
      here.caches.cache(active).key('acme', {}),
      here.caches.cache(content).key('acme', { version: 3 }),
      here.caches.cache(flags.active).key('acme', {}),
      here.caches.cache(flags.content).key('acme', { version: 3 }),
    ];
    expect(keys.map(({ data }) => data)).toEqual([
      'test.i-1.1:tenancy:config:acme:active',
      'test.i-1.1:tenancy:config:acme:v3',
      'test.i-1.1:tenancy:flags:acme:active',
      'test.i-1.1:tenancy:flags:acme:v3',
    ]);
  });

  it('are compared with what was published: a row that somebody has changed or deleted is found', async () => {
    await setValidity(50, 'umbrella', here);
    const found: [Discrepancy, string][] = [];
    const reconcile = async () => {
      found.length = 0;
      await reconcileCopies(tenantId('umbrella'), {
        database: running.db,
        caches: there.caches,
        categories: there.tenancy.caches ?? [],
        repair: false,
        onUnreadable: (category, cause) => {
          throw new Error(category, { cause });
        },
        onFound: ({ discrepancy, key }) => void found.push([discrepancy, key.data]),
      });
      return found;
    };
    const asOwner = (statements: string) => running.db.asOwner((owner) => owner.script(statements));
    expect(await validity(here, 'umbrella')).toBe(50);
    for (const version of [1, 2]) {
      await inTenant('umbrella', 'read', (tx) => here.tenancy.api.tenantConfigVersion(tx, version));
    }
    expect(await reconcile()).toEqual([]);
    const config = (version: number) => `test.i-1.1:tenancy:config:umbrella:v${version}`;
    await asOwner(`
      update tenancy.tenant_document_version set document = jsonb_set(document, '{quoteValidityDays}', '"no number"')
      where tenant_id = 'umbrella' and kind = 'tenantConfig' and version = 2`);
    expect(await reconcile()).toEqual([
      ['damaged', config(2)],
      ['differs', config(2)],
    ]);
    await asOwner(`
      delete from tenancy.tenant_document_version
      where tenant_id = 'umbrella' and kind = 'tenantConfig' and version = 1`);
    expect(await reconcile()).toContainEqual(['orphaned', config(1)]);
  });

  it('garbage in the store is a miss', async () => {
    const { content } = settingsCategories.tenantConfig;
    await running.putGarbage(there.caches.cache(content).key('globex', { version: 1 }));
    const first = await inTenant('globex', 'read', (tx) => there.tenancy.api.tenantConfigVersion(tx, 1));
    expect(first).toMatchObject({ version: 1, quoteValidityDays: 30 });
  });
});
