import { type Acceleration, createAcceleration, createRegistry } from '@quotewright/acceleration';
import { memoryStores } from '@quotewright/acceleration/memory';
import {
  aCategory,
  aChangeableCategory,
  type SampleDocument,
  sampleNamespace,
  unhurried,
} from '@quotewright/acceleration/testing';
import { systemClock, tenantId } from '@quotewright/kernel';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { listAudit } from '../../audit/index.ts';
import { runDueJobs } from '../../jobs/index.ts';
import type { ContextModule } from '../../module/context-module.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { describeOnEachEngine, type TestDatabase, type TestServer, testServer } from '../../testing/index.ts';
import { acceleratedReads } from '../accelerated-reads.ts';
import { cacheAdminModule } from '../cache-admin-module.ts';
import type { CachedCategory } from '../cached-category.ts';
import type { Caches } from '../caches.ts';

const offering = aCategory();
const config = aChangeableCategory();
const shared = aCategory({
  name: 'platform.shared',
  service: 'shared',
  tenantScope: { global: 'because all tenants share it' },
});
const cup: SampleDocument = { id: 'cup', name: 'Cup' };
const operator = { tenant: 'acme', subject: 'olga', roles: ['operator'] };
const reason = 'Redis began empty';

describeOnEachEngine('a warm-up by order', (engine) => {
  let database: TestDatabase;
  let stores: ReturnType<typeof memoryStores>;
  let layer: Acceleration;
  let module: ContextModule;
  let server: TestServer;
  let keys = 0;
  beforeAll(async () => {
    database = await engine.open({ migrations: [] });
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    stores = memoryStores();
    layer = createAcceleration({
      namespace: sampleNamespace,
      registry: createRegistry([offering, config, shared] as never),
      stores,
      ...unhurried,
    });
    await layer.ready();
    const caches: Caches = { ...layer, sharesChanges: true, generation: () => 0 };
    const offerings = acceleratedReads({ caches, database: database.db, clock: systemClock }).of(offering);
    const places = [41, 42].flatMap((version) => ['cup', 'mug'].map((id) => ({ version, id })));
    const none = {
      notWarmed: 'because it is asked for at once',
      copies: async () => ({ copies: [] }),
    } as const;
    const categories: readonly CachedCategory[] = [
      {
        category: offering,
        copies: async (tx) => ({
          copies: places.map((place) => ({
            key: offerings.key(tx.tenant, place),
            contentHash: undefined,
            read: (own) => offerings.get(own, place, async () => cup),
          })),
        }),
      },
      { category: config, ...none },
      { category: shared, ...none },
    ];
    module = cacheAdminModule({ database: database.db, caches, categories });
    server = await testServer({ modules: [module], database: database.db });
  });
  afterEach(async () => {
    await server.close();
    await layer.close();
    await stores.close();
  });

  const runJobs = (of = module) =>
    runDueJobs({
      database: database.db,
      handlers: of.jobs,
      errors: of.errors,
      clock: systemClock,
      log: createLogger({ level: 'silent', format: 'json' }),
    });

  function warm(body: object, { at = offering.name, as = operator } = {}) {
    keys += 1;
    return server.request('POST', `/admin/caches/${at}/warm`, {
      as,
      body: { reason, ...body },
      headers: { 'idempotency-key': `warm-${keys}` },
    });
  }

  async function jobOf(answer: { readonly json: { readonly id: string } }) {
    return (await server.request('GET', `/jobs/${answer.json.id}`, { as: operator })).json;
  }

  const stored = async (version: number, tenant = 'acme') => {
    const cache = layer.cache(offering);
    return (await cache.stored(cache.key(tenant, { version, id: 'cup' }))).outcome;
  };

  it('is a job that makes the copies of the own tenant, and says what became of the keys', async () => {
    const asked = await warm({});
    expect(asked).toMatchObject({ status: 202, json: { state: 'queued' } });
    expect(asked.headers['location']).toBe(`/api/v1/jobs/${asked.json.id}`);
    expect(await stored(42)).toBe('nothing');
    await runJobs();
    expect(await jobOf(asked)).toMatchObject({
      state: 'succeeded',
      progress: { done: 4, total: 4, unit: 'keys' },
      result: { category: offering.name, version: null, keys: 4, made: 4, present: 0, stopped: null },
    });
    expect([await stored(42), await stored(42, 'globex')]).toEqual(['copy', 'nothing']);
  });

  it('is about one version, and as many keys as it may be', async () => {
    const one = await warm({ version: 'v41' });
    const few = await warm({ version: 'v42', maxKeys: 1, concurrency: 1 });
    await runJobs();
    expect((await jobOf(one)).result).toMatchObject({ version: 'v41', keys: 2, made: 2, stopped: null });
    expect((await jobOf(few)).result).toMatchObject({ version: 'v42', keys: 1, stopped: 'key-limit' });
  });

  it('is refused with the reason where copies are left to their readers; lists tell it, too', async () => {
    const refused = await warm({}, { at: config.name });
    expect(refused).toMatchObject({
      status: 409,
      json: { code: 'CACHE_NOT_WARMED', notWarmed: 'because it is asked for at once' },
    });
    const { json } = await server.request('GET', '/admin/caches', { as: operator });
    expect(json.items.map((one: any) => [one.category.name, one.notWarmed])).toEqual([
      [offering.name, null],
      [config.name, 'because it is asked for at once'],
      [shared.name, 'because it is asked for at once'],
    ]);
  });

  it.each([
    [{}, { at: shared.name }, 409, 'CACHE_CATEGORY_SHARED'],
    [{}, { at: 'catalog.offerin' }, 404, 'CACHE_CATEGORY_NOT_FOUND'],
    [{ version: '42' }, {}, 400, 'CACHE_VERSION_IMPOSSIBLE'],
    [{ maxKeys: 20_001 }, {}, 400, 'REQUEST_INVALID'],
    [{ concurrency: 0 }, {}, 400, 'REQUEST_INVALID'],
    [{ reason: ' ' }, {}, 400, 'REQUEST_INVALID'],
    [{}, { as: { ...operator, roles: ['sales'] } }, 403, 'FORBIDDEN'],
  ])('is refused for %o, %o', async (body, order, status, code) => {
    const answer = await warm(body, order);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
  });

  it('fails with the reason where the process that does the work keeps no copies', async () => {
    const asked = await warm({});
    await runJobs(cacheAdminModule({ database: database.db, categories: [{ category: offering }] }));
    expect(await jobOf(asked)).toMatchObject({ state: 'failed', problem: { code: 'CACHE_COPIES_OFF' } });
  });

  it('is refused at once where copies are off, and what is declared is shown', async () => {
    const copies = async () => {
      throw new Error('no key can be made here');
    };
    const categories = [{ category: offering, copies }];
    const off = await testServer({
      modules: [cacheAdminModule({ database: database.db, categories })],
      database: database.db,
    });
    const path = `/admin/caches/${offering.name}`;
    const refused = await off.request('POST', `${path}/warm`, {
      as: operator,
      body: { reason },
      headers: { 'idempotency-key': 'off' },
    });
    expect([refused.status, refused.json.code]).toEqual([409, 'CACHE_COPIES_OFF']);
    const { status, json } = await off.request('GET', path, { as: operator });
    expect([status, json.concerned, json.counts, json.notWarmed]).toEqual([200, null, null, null]);
    await off.close();
  });

  it('leaves a trace', async () => {
    const asked = await warm({ version: 'v42' });
    const { items } = await database.db.withTenant(tenantId('acme'), 'read', (tx) =>
      listAudit(tx, { action: 'cache.warm' }, { limit: 1 }),
    );
    expect(items[0]).toMatchObject({
      actor: { subject: 'olga' },
      entity: { type: 'cache', id: offering.name },
      reason,
      detail: { version: 'v42', maxKeys: 2_000, concurrency: 2, job: asked.json.id },
    });
  });
});
