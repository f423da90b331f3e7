import {
  type Acceleration,
  createAcceleration,
  createRegistry,
  type GenerationRow,
} from '@quotewright/acceleration';
import { memoryStores } from '@quotewright/acceleration/memory';
import {
  aCategory,
  aChangeableCategory,
  aPointerCategory,
  type SampleDocument,
  sampleNamespace,
  unhurried,
} from '@quotewright/acceleration/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeOnEachEngine, type TestDatabase, type TestServer, testServer } from '../testing/index.ts';
import { cacheAdminModule } from './cache-admin-module.ts';
import type { CachedCategory } from './cached-category.ts';
import { explainedCopySchema } from './explained-copy.schema.ts';

const cup: SampleDocument = { id: 'cup', name: 'a name that nobody may read here' };
const offering = aCategory();
const pointer = aPointerCategory();
const shared = aChangeableCategory({ tenantScope: { global: 'because all tenants share it' } });
const copies = async () => ({ copies: [] });
const categories: readonly CachedCategory[] = [
  {
    category: offering,
    copies,
    describe: ({ id }: SampleDocument) => ({ id }),
    follows: ['catalog.active-version'],
  },
  { category: pointer, copies },
  { category: shared, copies },
];
const operator = { tenant: 'acme', subject: 'olga', roles: ['operator'] };
const key = 'cpq:catalog:acme:offering:v42:cup';

describeOnEachEngine('an explanation of a cached value', (engine) => {
  let database: TestDatabase;
  let layer: Acceleration;
  let stores: ReturnType<typeof memoryStores>;
  let server: TestServer;
  let rows: GenerationRow[];
  /** Keys that the store was asked for. */
  let asked: string[];
  beforeAll(async () => {
    database = await engine.open({ migrations: [] });
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    rows = [];
    stores = memoryStores();
    const { entries } = stores;
    layer = createAcceleration({
      namespace: sampleNamespace,
      registry: createRegistry(categories.map(({ category }) => category)),
      stores: {
        ...stores,
        entries: {
          ...entries,
          get(wanted) {
            asked.push(wanted);
            return entries.get(wanted);
          },
        },
      },
      generations: { read: async () => ({ watermark: rows.at(-1)?.generation ?? 0, rows }) },
      ...unhurried,
    });
    await layer.ready();
    const cache = layer.cache(offering);
    asked = [];
    for (const tenant of ['acme', 'globex'])
      await cache.get(cache.key(tenant, { version: 42, id: 'cup' }), async () => cup);
    asked = [];
    server = await testServer({
      modules: [cacheAdminModule({ database: database.db, caches: layer, categories })],
      database: database.db,
    });
  });
  afterEach(async () => {
    await server.close();
    await layer.close();
    await stores.close();
  });

  const explain = (of: string, as: typeof operator | undefined = operator, at = server) =>
    at.request('GET', `/admin/caches/explain?key=${encodeURIComponent(of)}`, { as });

  it('tells where it came from and what would drop it, and shows nothing of the value itself', async () => {
    const answer = await explain(key);
    expect(answer.status).toBe(200);
    expect(explainedCopySchema.parse(answer.json)).toMatchObject({
      key,
      tenant: 'acme',
      version: 'v42',
      parts: { version: 'v42', id: 'cup' },
      category: {
        name: 'catalog.offering',
        ttl: { freshSeconds: 43_200, maxSeconds: 86_400 },
        staleForSeconds: null,
        sensitiveFields: [],
        runbook: 'docs/runbook/store-unavailable.md',
      },
      store: 'copy',
      reason: null,
      age: 'fresh',
      header: { sourceVersion: 'v42', codec: 'json', protection: 'hash', negative: false },
      memory: { held: true, believed: true, generatedAt: answer.json.header.generatedAt },
      quarantined: false,
      purges: [],
      origin: { id: 'cup' },
      droppedBy: [
        { kind: 'version' },
        { kind: 'expiry', at: answer.json.header.hardUntil },
        { kind: 'purge', event: 'CachePurged' },
      ],
      follows: [{ category: 'catalog.active-version', events: ['CatalogPublished'] }],
    });
    expect(answer.text).not.toContain(cup.name);
    expect((await explain(`${sampleNamespace.text}:${key}`)).json).toEqual(answer.json);
  });

  it('names the events that drop a value that changes in place', async () => {
    const { json } = await explain('cpq:catalog:acme:active-version');
    expect(explainedCopySchema.parse(json)).toMatchObject({
      store: 'nothing',
      header: null,
      origin: null,
      droppedBy: [
        { kind: 'event', event: 'CatalogPublished' },
        { kind: 'expiry', at: null },
        { kind: 'purge' },
      ],
      follows: [],
    });
  });

  it('of another tenant is not given, as if there were no such key, and the store is not asked', async () => {
    const theirs = await explain(key.replace('acme', 'globex'));
    const nobodys = await explain(key.replace('offering', 'other'));
    expect([theirs.status, theirs.json.code]).toEqual([404, 'CACHE_KEY_UNKNOWN']);
    expect(theirs.json.detail).toBe(nobodys.json.detail);
    expect(nobodys.json.code).toBe('CACHE_KEY_UNKNOWN');
    expect(asked).toEqual([]);
    await explain(key);
    expect(asked).toEqual([`${sampleNamespace.text}:${key}`]);
  });

  it('of a category that belongs to no tenant is given to every tenant', async () => {
    const cache = layer.cache(shared);
    await cache.get(cache.key(null, { id: 'cup' }), async () => cup);
    const { status, json } = await explain('tenancy:config:~:config:cup');
    expect([status, json.store, json.tenant, json.origin]).toEqual([200, 'copy', null, null]);
  });

  it('says that it was purged and is out of use', async () => {
    const row = {
      scope: { category: 'catalog.offering', tenant: 'acme' },
      generation: 1,
      quarantined: true,
    };
    rows.push(row);
    await layer.announcePurge(row);
    const { json } = await explain(key);
    expect(explainedCopySchema.parse(json)).toMatchObject({
      store: 'refused',
      reason: 'generation',
      memory: { held: true, believed: false },
      quarantined: true,
      purges: [{ tenant: 'acme', version: null, generation: 1, quarantined: true }],
    });
  });

  it('is given while the store is down, and says so', async () => {
    await layer.close();
    const { status, json } = await explain(key);
    expect([status, json.store, json.header]).toEqual([200, 'unknown', null]);
    expect(explainedCopySchema.parse(json).category.name).toBe('catalog.offering');
  });

  it('says what is declared where copies are off', async () => {
    const without = await testServer({
      modules: [cacheAdminModule({ database: database.db, categories })],
      database: database.db,
    });
    const { status, json } = await explain(key, operator, without);
    await without.close();
    expect(status).toBe(200);
    expect(explainedCopySchema.parse(json)).toMatchObject({ store: 'off', memory: null, header: null });
    expect(json.droppedBy.map(({ kind }: { kind: string }) => kind)).toEqual(['version', 'expiry', 'purge']);
  });

  it('is refused for texts that are no key of this installation', async () => {
    const refusals = [
      ['cpq:catalog', 400, 'CACHE_KEY_MALFORMED'],
      [`${key}:*`, 400, 'CACHE_KEY_MALFORMED'],
      [`prod.i7.3:${key}`, 404, 'CACHE_NAMESPACE_FOREIGN'],
      [`${key}:more`, 404, 'CACHE_KEY_UNKNOWN'],
      ['x'.repeat(513), 400, 'REQUEST_INVALID'],
      ['', 400, 'REQUEST_INVALID'],
    ] as const;
    for (const [text, status, code] of refusals) {
      const answer = await explain(text);
      expect([answer.status, answer.json.code], text).toEqual([status, code]);
    }
    const more = await server.request('GET', `/admin/caches/explain?key=${key}&load=true`, { as: operator });
    expect(more.status).toBe(400);
    expect(asked).toEqual([]);
  });

  it('is for those who may read about caches', async () => {
    expect((await explain(key, { ...operator, roles: ['sales'] })).status).toBe(403);
    expect((await server.request('GET', `/admin/caches/explain?key=${key}`)).status).toBe(401);
  });
});
