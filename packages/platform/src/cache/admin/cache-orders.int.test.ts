import {
  type Acceleration,
  createAcceleration,
  createRecorder,
  createRegistry,
} from '@quotewright/acceleration';
import { memoryStores } from '@quotewright/acceleration/memory';
import {
  aCategory,
  aChangeableCategory,
  type SampleDocument,
  sampleNamespace,
  unhurried,
} from '@quotewright/acceleration/testing';
import { tenantId } from '@quotewright/kernel';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { listAudit } from '../../audit/index.ts';
import { confirmationModule } from '../../confirmations/index.ts';
import type { HttpModule } from '../../http/route-checks.ts';
import {
  defaultRolesAuthorizer,
  describeOnEachEngine,
  type TestDatabase,
  type TestServer,
  testServer,
} from '../../testing/index.ts';
import { cacheAdminModule } from '../cache-admin-module.ts';
import { cacheGenerations } from '../cache-generations.ts';
import { recordQuarantine } from '../cache-quarantine.ts';
import type { CachedCategory } from '../cached-category.ts';

const offering = aCategory();
const shared = aChangeableCategory({ tenantScope: { global: 'because all tenants share it' } });
const cup: SampleDocument = { id: 'cup', name: 'Cup' };
const operator = { tenant: 'acme', subject: 'olga', roles: ['operator'] };
const stranger = { tenant: 'globex', subject: 'gert', roles: ['operator'] };
const path = `/admin/caches/${offering.name}`;
const reason = 'a price looked wrong';

/** A process: its own memory and counts, the common store. */
function node(database: TestDatabase, stores: ReturnType<typeof memoryStores>) {
  const telemetry = createRecorder();
  const layer = createAcceleration({
    namespace: sampleNamespace,
    registry: createRegistry([offering, shared]),
    stores,
    generations: cacheGenerations(database.db),
    telemetry,
    ...unhurried,
  });
  const observed = {
    snapshot: () => telemetry.snapshot(),
    missingKeys: () => telemetry.missingKeys(),
    memory: () => layer.health.local,
  };
  return { layer, caches: { ...layer, observed } };
}

describeOnEachEngine('the caches of a tenant', (engine) => {
  let database: TestDatabase;
  let stores: ReturnType<typeof memoryStores>;
  let here: ReturnType<typeof node>;
  let elsewhere: ReturnType<typeof node>;
  let server: TestServer;
  let keys = 0;
  beforeAll(async () => {
    database = await engine.open({ migrations: [] });
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.db.asOwner((owner) => owner.query('delete from platform.cache_generation'));
    stores = memoryStores();
    here = node(database, stores);
    elsewhere = node(database, stores);
    await Promise.all([here.layer.ready(), elsewhere.layer.ready()]);
    const cache = here.layer.cache(offering);
    const copiesOf = (tenant: string) =>
      [41, 42].map((version) => ({
        key: cache.key(tenant, { version, id: 'cup' }),
        contentHash: undefined,
        read: async () => cup,
      }));
    const categories: readonly CachedCategory[] = [
      { category: offering, copies: async (tx) => ({ copies: copiesOf(tx.tenant) }) },
      { category: shared, notWarmed: 'because it is shared', copies: async () => ({ copies: [] }) },
    ];
    const caches = cacheAdminModule({ database: database.db, caches: here.caches, categories });
    const modules: readonly HttpModule[] = [caches];
    const confirmations = confirmationModule({
      database: database.db,
      authorizer: defaultRolesAuthorizer(modules),
      routes: () => caches.routes,
    });
    server = await testServer({ modules: [caches, confirmations], database: database.db });
  });
  afterEach(async () => {
    await server.close();
    await Promise.all([here.layer.close(), elsewhere.layer.close()]);
    await stores.close();
  });

  interface Order {
    readonly as?: typeof operator;
    readonly name?: string;
    readonly body?: { readonly version?: string; readonly reason?: string };
  }

  const confirm = (deed: string, { as = operator, name = offering.name, body = { reason } }: Order = {}) =>
    server.request('POST', '/admin/confirmations', {
      as,
      body: { operationId: `${deed}Cache`, params: { category: name }, body },
    });

  async function give(deed: 'purge' | 'quarantine' | 'release', order: Order = {}, token?: string) {
    const { as = operator, name = offering.name, body = { reason } } = order;
    const confirmation = deed === 'release' ? undefined : (token ?? (await confirm(deed, order)).json.token);
    keys += 1;
    return server.request('POST', `/admin/caches/${name}/${deed}`, {
      as,
      body,
      headers: {
        'idempotency-key': `order-${keys}`,
        ...(confirmation !== undefined && { 'quotewright-confirmation': confirmation }),
      },
    });
  }

  /** How a node answers for a key: `loaded` or `bypassed` where it had to ask the truth. */
  async function sourceOn({ layer }: { layer: Acceleration }, tenant = 'acme', version = 42) {
    const cache = layer.cache(offering);
    return (
      (await cache.get(cache.key(tenant, { version, id: 'cup' }), async () => cup)) as { source: string }
    ).source;
  }

  const look = (at = path, as = operator) => server.request('GET', at, { as });

  it('are shown as the node that answers counted them', async () => {
    await sourceOn(here);
    await sourceOn(here);
    const { status, json } = await look('/admin/caches');
    expect(status).toBe(200);
    expect(json.items.map((one: any) => [one.category.name, one.ofAllTenants])).toEqual([
      [offering.name, false],
      [shared.name, true],
    ]);
    expect(json.items[0]).toMatchObject({ quarantines: [], counts: { hits: 1, misses: 1, hitRatio: 0.5 } });
    expect(json.items[1].counts).toMatchObject({ hits: 0, misses: 0, hitRatio: null, averageBytes: null });
    expect(json.meta).toMatchObject({ source: 'node', maxAgeSeconds: 0 });
    expect(json.memory.entries).toBe(1);
  });

  it('say how many keys of the tenant there may be, and what the store holds at most', async () => {
    await sourceOn(here);
    const { json } = await look();
    expect(json.concerned).toEqual({ keys: 2, atLeast: false });
    expect(json.estimatedStoreBytes).toBe(2 * json.counts.averageBytes);
    expect(json.counts.averageBytes).toBeGreaterThan(0);
    expect((await look(`/admin/caches/${shared.name}`)).json.concerned).toBeNull();
  });

  it('are not found under a name that is nearly right, and the right one is told', async () => {
    const { status, json } = await look('/admin/caches/catalog.offerings');
    expect([status, json.code]).toEqual([404, 'CACHE_CATEGORY_NOT_FOUND']);
    expect(json.nearest[0]).toBe(offering.name);
  });

  it('are void on all nodes after a purge, and those of other tenants are not', async () => {
    for (const at of [here, elsewhere]) for (const tenant of ['acme', 'globex']) await sourceOn(at, tenant);
    const answer = await give('purge');
    expect(answer).toMatchObject({
      status: 200,
      json: { category: offering.name, version: null, quarantined: false },
    });
    expect(await sourceOn(here)).toBe('loaded');
    await elsewhere.layer.announcePurge((await cacheGenerations(database.db).read()).rows[0] as never);
    expect(await sourceOn(elsewhere)).not.toBe('l1');
    expect(await sourceOn(here, 'globex')).toBe('l1');
    expect(await sourceOn(elsewhere, 'globex')).toBe('l1');
  });

  it('of one version are void after a purge of it, and those of others are not', async () => {
    for (const version of [41, 42]) await sourceOn(here, 'acme', version);
    expect((await give('purge', { body: { version: 'v41', reason } })).json.version).toBe('v41');
    expect(await sourceOn(here, 'acme', 41)).toBe('loaded');
    expect(await sourceOn(here, 'acme', 42)).toBe('l1');
  });

  it('are served by the truth from a quarantine to its release', async () => {
    expect((await give('quarantine')).json.quarantined).toBe(true);
    expect((await look()).json.quarantines).toEqual([{ version: null, ofAllTenants: false }]);
    expect((await look(path, stranger)).json.quarantines).toEqual([]);
    for (let read = 0; read < 2; read += 1) expect(await sourceOn(here)).toBe('bypassed');
    expect((await give('purge')).json.quarantined).toBe(true);
    expect((await give('release', { body: { version: 'v42', reason } })).json.code).toBe(
      'CACHE_NOT_QUARANTINED',
    );
    expect((await give('release', { as: stranger })).json.code).toBe('CACHE_NOT_QUARANTINED');
    expect((await give('release')).json.quarantined).toBe(false);
    // Only a read of the table ends a quarantine: what is announced may be forged.
    await expect.poll(() => sourceOn(here), { timeout: 15_000 }).toBe('l1');
    expect((await give('release')).status).toBe(409);
  });

  it('show a quarantine of all tenants, which none of them can release', async () => {
    await recordQuarantine(database.db, { category: offering.name }, 'because');
    expect((await look()).json.quarantines).toEqual([{ version: null, ofAllTenants: true }]);
    expect((await give('release')).json.code).toBe('CACHE_NOT_QUARANTINED');
  });

  it('are changed only after a look at what it means', async () => {
    await sourceOn(here);
    const asked = await confirm('purge', { body: { version: 'v42', reason } });
    expect(asked).toMatchObject({
      status: 201,
      json: {
        preview: {
          category: offering.name,
          version: 'v42',
          concerned: { keys: 1, atLeast: false },
          otherwiseDroppedBy: [],
        },
      },
    });
    expect(await sourceOn(here)).toBe('l1');
    const other = await give('purge', {}, asked.json.token);
    expect(other.json.code).toBe('CONFIRMATION_INVALID');
    const without = await server.request('POST', `${path}/quarantine`, {
      as: operator,
      body: { reason },
      headers: { 'idempotency-key': 'without' },
    });
    expect([without.status, without.json.code]).toEqual([428, 'CONFIRMATION_REQUIRED']);
    expect(await sourceOn(here)).toBe('l1');
  });

  it('are not changed by orders that would miss', async () => {
    const refusals = [
      [{ name: 'catalog.offerin' }, 404, 'CACHE_CATEGORY_NOT_FOUND'],
      [{ name: shared.name }, 409, 'CACHE_CATEGORY_SHARED'],
      [{ body: { version: '42', reason } }, 400, 'CACHE_VERSION_IMPOSSIBLE'],
      [{ body: { version: 'v*', reason } }, 400, 'CACHE_VERSION_IMPOSSIBLE'],
      [{ body: { reason: '  ' } }, 400, 'REQUEST_INVALID'],
      [{ body: { tenant: 'globex', reason } as never }, 400, 'REQUEST_INVALID'],
    ] as const;
    for (const [order, status, code] of refusals) {
      const asked = await confirm('purge', order);
      const given = await give('release', order);
      expect([asked.status, asked.json.code, given.status, given.json.code]).toEqual([
        status,
        code,
        status,
        code,
      ]);
    }
    expect((await cacheGenerations(database.db).read()).rows).toEqual([]);
  });

  it('leave a trace of every order', async () => {
    const body = { reason: 'to be found in the trail' };
    await give('quarantine', { body });
    await give('release', { body });
    const { items } = await database.db.withTenant(tenantId('acme'), 'read', (tx) =>
      listAudit(tx, { entity: { type: 'cache', id: offering.name } }, { limit: 10 }),
    );
    const found = items.filter((one) => one.reason === body.reason);
    expect(found.map(({ action, actor }) => [action, actor.subject]).toSorted()).toEqual([
      ['cache.quarantine', 'olga'],
      ['cache.release', 'olga'],
    ]);
  });

  it('tell the keys that miss most, and none of another tenant', async () => {
    for (const tenant of ['globex', 'acme']) await sourceOn(here, tenant);
    const { status, json } = await look(`${path}/hot-misses`);
    expect(status).toBe(200);
    expect(json.items).toEqual([{ key: 'cpq:catalog:acme:offering:v42:cup', misses: 1 }]);
  });

  it('are for operators only', async () => {
    const seller = { ...operator, roles: ['sales'] };
    expect((await look(path, seller)).status).toBe(403);
    expect((await confirm('purge', { as: seller })).status).toBe(403);
    expect((await give('release', { as: seller })).status).toBe(403);
  });
});
