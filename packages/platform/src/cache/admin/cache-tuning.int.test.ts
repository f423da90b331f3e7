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
import { tenantId, timestamp } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { listAudit } from '../../audit/index.ts';
import { systemPrincipal } from '../../auth/principal.ts';
import { confirmationModule } from '../../confirmations/index.ts';
import { queries } from '../../postgres/queries.ts';
import type { SystemTx, Tx } from '../../postgres/tx.ts';
import {
  defaultRolesAuthorizer,
  describeOnEachEngine,
  type TestDatabase,
  type TestServer,
  testServer,
} from '../../testing/index.ts';
import { cacheAdminModule } from '../cache-admin-module.ts';
import { cacheTunings } from '../cache-tunings.ts';
import type { CachedCategory } from '../cached-category.ts';
import { tuneCache } from '../tune-cache.ts';
import type { TuningTables } from '../tuning-table.ts';

const minute = 60_000;
const config = aChangeableCategory({
  ttl: { fresh: 10 * minute, max: 15 * minute, jitter: 0 },
  whenStale: 'never',
  shadowRate: 0.001,
});
const offering = aCategory();
const shared = aCategory({
  name: 'platform.shared',
  service: 'shared',
  tenantScope: { global: 'because all tenants share it' },
});
const cup: SampleDocument = { id: 'cup', name: 'Cup' };
const operator = { tenant: 'acme', subject: 'olga', roles: ['operator'] };
const stranger = { tenant: 'globex', subject: 'gert', roles: ['operator'] };
const path = `/admin/caches/${config.name}`;
const reason = 'calls come in waves';
const acme = tenantId('acme');

describeOnEachEngine('the tuning of a category', (engine) => {
  let database: TestDatabase;
  let clock: ManualClock;
  let stores: ReturnType<typeof memoryStores>;
  let nodes: readonly [Acceleration, Acceleration];
  let server: TestServer;
  let keys = 0;
  beforeAll(async () => {
    clock = new ManualClock();
    database = await engine.open({ migrations: [], clock });
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.db.asOwner((owner) => owner.query('delete from platform.cache_tuning'));
    stores = memoryStores();
    nodes = [node(), node()];
    for (const one of nodes) await one.ready();
    const [here] = nodes;
    const telemetry = createRecorder();
    const observed = {
      snapshot: () => telemetry.snapshot(),
      missingKeys: () => [],
      memory: () => here.health.local,
    };
    const none = { notWarmed: 'because it is a test', copies: async () => ({ copies: [] }) } as const;
    const categories: readonly CachedCategory[] = [config, offering, shared].map((category) => ({
      category,
      ...none,
    }));
    const caches = cacheAdminModule({ database: database.db, caches: { ...here, observed }, categories });
    const confirmations = confirmationModule({
      database: database.db,
      authorizer: defaultRolesAuthorizer([caches]),
      routes: () => caches.routes,
    });
    server = await testServer({ modules: [caches, confirmations], database: database.db, clock });
  });
  afterEach(async () => {
    await server.close();
    for (const one of nodes) await one.close();
    await stores.close();
  });

  const node = () =>
    createAcceleration({
      namespace: sampleNamespace,
      registry: createRegistry([config, offering, shared] as never),
      stores,
      tunings: cacheTunings(database.db),
      clock,
      ...unhurried,
    });

  const later = (ms: number) => timestamp(clock.now() + ms);
  const orderFor = (settings: object | null, over: object = {}) => ({
    settings,
    ...(settings !== null && { until: later(60 * minute) }),
    reason,
    ...over,
  });

  interface Order {
    readonly as?: typeof operator;
    readonly at?: string;
    readonly version?: number | null;
  }

  const confirm = (body: unknown, { as = operator, at = config.name }: Order = {}) =>
    server.request('POST', '/admin/confirmations', {
      as,
      body: { operationId: 'tuneCache', params: { category: at }, body },
    });

  async function tune(body: unknown, order: Order = {}) {
    const { as = operator, at = config.name, version = 0 } = order;
    const { token } = (await confirm(body, order)).json;
    keys += 1;
    return server.request('POST', `/admin/caches/${at}/tune`, {
      as,
      body,
      headers: {
        'idempotency-key': `tune-${keys}`,
        ...(token !== undefined && { 'quotewright-confirmation': token }),
        ...(version !== null && { 'if-match': `"${version}"` }),
      },
    });
  }

  const look = (at = `${path}/tuning`, as = operator) => server.request('GET', at, { as });

  /** Whether a copy that the node makes now is still fresh after so long. */
  async function isFreshAfter(on: Acceleration, ms: number, tenant = 'acme') {
    const cache = on.cache(config);
    keys += 1;
    const key = cache.key(tenant, { id: `id-${keys}` });
    await cache.get(key, async () => cup);
    clock.advance(ms);
    const reading = await cache.get(key, async () => cup);
    return 'source' in reading && reading.source !== 'loaded';
  }

  it('is none at first, and tells what may be asked', async () => {
    const { status, json, headers } = await look();
    expect([status, headers['etag']]).toEqual([200, '"0"']);
    expect(json).toEqual({
      category: config.name,
      version: 0,
      inForce: null,
      bounds: {
        freshSeconds: { least: 60, most: 600 },
        jitter: { most: 0.9 },
        shadowRate: { most: 1 },
      },
    });
    expect((await look(`/admin/caches/${offering.name}/tuning`)).json.bounds.shadowRate).toBeNull();
  });

  it('holds for copies that are made from then on, on every node, for the own tenant', async () => {
    expect(await isFreshAfter(nodes[0], 2 * minute)).toBe(true);
    const { status, json, headers } = await tune(orderFor({ freshSeconds: 60 }));
    expect([status, headers['etag']]).toEqual([200, '"1"']);
    expect(json).toMatchObject({
      version: 1,
      inForce: { settings: { freshSeconds: 60 }, until: later(60 * minute), reason, changedBy: 'olga' },
    });
    expect(await isFreshAfter(nodes[0], minute)).toBe(false);
    expect(await isFreshAfter(nodes[0], minute, 'globex')).toBe(true);
    // What it does every few seconds, now.
    await nodes[1].refreshTunings();
    expect(await isFreshAfter(nodes[1], minute)).toBe(false);
  });

  it('is shown where categories are, to the tenant whose it is', async () => {
    await tune(orderFor({ jitter: 0.5, warmPerSecond: 10 }));
    const tuning = { settings: { jitter: 0.5, warmPerSecond: 10 }, changedBy: 'olga' };
    expect((await look(path)).json.tuning).toMatchObject(tuning);
    const listed = (as: typeof operator) =>
      look('/admin/caches', as).then(({ json }) =>
        json.items.map((one: any) => [one.category.name, one.tuning?.settings ?? null]),
      );
    expect(await listed(operator)).toContainEqual([config.name, tuning.settings]);
    expect(await listed(stranger)).toContainEqual([config.name, null]);
    expect((await look(undefined, stranger)).json).toMatchObject({ version: 0, inForce: null });
  });

  it('is replaced as a whole, and ends by order', async () => {
    await tune(orderFor({ freshSeconds: 60, shadowRate: 0 }));
    const second = await tune(orderFor({ jitter: 0.2 }), { version: 1 });
    expect(second.json).toMatchObject({ version: 2, inForce: { settings: { jitter: 0.2 } } });
    expect(second.json.inForce.settings).toEqual({ jitter: 0.2 });
    const ended = await tune(orderFor(null), { version: 2 });
    expect(ended).toMatchObject({ status: 200, json: { version: 3, inForce: null } });
    expect(await isFreshAfter(nodes[0], 9 * minute)).toBe(true);
  });

  it('is as if it were not there when its time is over, and its version does not come again', async () => {
    await tune(orderFor({ freshSeconds: 60 }, { until: later(5 * minute) }));
    clock.advance(5 * minute);
    expect((await look()).json).toMatchObject({ version: 1, inForce: null });
    expect((await look(path)).json.tuning).toBeNull();
    expect(await cacheTunings(database.db).read()).toEqual([]);
    expect(await isFreshAfter(nodes[0], 9 * minute)).toBe(true);
    expect((await tune(orderFor({ freshSeconds: 60 }), { version: 0 })).status).toBe(412);
    expect((await tune(orderFor({ freshSeconds: 60 }), { version: 1 })).json.version).toBe(2);
  });

  it('demands If-Match, and refuses one that is out of date', async () => {
    const body = orderFor({ freshSeconds: 60 });
    expect(await tune(body, { version: null })).toMatchObject({ status: 428 });
    expect((await tune(body)).status).toBe(200);
    expect(await tune(body)).toMatchObject({
      status: 412,
      json: { code: 'CACHE_TUNING_CHANGED', currentVersion: 1 },
    });
  });

  it('is changed by one of those who change it at the same time', async () => {
    const all = await Promise.all([60, 70, 80, 90].map((freshSeconds) => tune(orderFor({ freshSeconds }))));
    expect(all.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412]);
    const next = await Promise.all(
      [60, 70, 80].map((freshSeconds) => tune(orderFor({ freshSeconds }), { version: 1 })),
    );
    expect(next.map(({ status }) => status).toSorted()).toEqual([200, 412, 412]);
    expect((await look()).json.version).toBe(2);
  });

  it('is changed only after a look at what holds', async () => {
    const body = orderFor({ freshSeconds: 60 });
    const asked = await confirm(body);
    expect(asked).toMatchObject({
      status: 201,
      json: { preview: { category: config.name, version: 0, inForce: null, bounds: {} } },
    });
    const without = await server.request('POST', `${path}/tune`, {
      as: operator,
      body,
      headers: { 'idempotency-key': 'without', 'if-match': '"0"' },
    });
    expect([without.status, without.json.code]).toEqual([428, 'CONFIRMATION_REQUIRED']);
    expect((await look()).json.version).toBe(0);
  });

  it.each([
    [{ freshSeconds: 59 }, '/settings/freshSeconds', 'must be within 1 min and 10 min'],
    [{ freshSeconds: 601 }, '/settings/freshSeconds', 'must be within 1 min and 10 min'],
    [{ freshSeconds: 60, jitter: 0.5 }, '/settings/jitter', 'must be from 0 to 0.166 with this fresh time'],
    [{}, '/settings', 'name what is to be changed, or give null'],
  ])('is refused where %o is out of bounds', async (settings, pointer, why) => {
    const refused = { code: 'CACHE_TUNING_INVALID', errors: [{ pointer, reason: why }] };
    expect(await confirm(orderFor(settings))).toMatchObject({ status: 422, json: refused });
    const until = clock.now() + 60 * minute;
    const order = { order: { settings, until }, reason, actor: systemPrincipal(acme, 'test') };
    const direct = database.db.withTenant(acme, 'write', (tx) => tuneCache(tx, config, order));
    await expect(direct).rejects.toMatchObject({
      code: refused.code,
      details: { errors: [{ pointer, reason: why }] },
    });
    expect((await look()).json.version).toBe(0);
  });

  it('is refused where it is over at once, too late, or without an end, or ends nothing', async () => {
    const settings = { freshSeconds: 60 };
    const refusals = [
      [orderFor(settings, { until: later(minute - 1) }), 'OUT_OF_BOUNDS'],
      [orderFor(settings, { until: later(7 * 24 * 60 * minute + 1) }), 'OUT_OF_BOUNDS'],
      [{ settings, reason }, 'missing'],
      [{ settings: null, until: later(minute), reason }, 'superfluous'],
    ] as const;
    for (const [body, code] of refusals) {
      expect(await confirm(body)).toMatchObject({
        status: 422,
        json: { code: 'CACHE_TUNING_INVALID', errors: [{ pointer: '/until', code }] },
      });
    }
    expect((await confirm(orderFor(settings, { until: later(7 * 24 * 60 * minute) }))).status).toBe(201);
  });

  it('is refused where it is no tuning at all, or not about a category of the tenant', async () => {
    const settings = { freshSeconds: 60 };
    const refusals: readonly (readonly [object, Order, number, string])[] = [
      [orderFor({ freshSeconds: 60.5 }), {}, 400, 'REQUEST_INVALID'],
      [orderFor({ jitter: 1.5 }), {}, 400, 'REQUEST_INVALID'],
      [orderFor({ maxSeconds: 60 }), {}, 400, 'REQUEST_INVALID'],
      [orderFor(settings, { tenant: 'globex' }), {}, 400, 'REQUEST_INVALID'],
      [orderFor(settings), { at: shared.name }, 409, 'CACHE_CATEGORY_SHARED'],
      [orderFor(settings), { at: 'tenancy.confi' }, 404, 'CACHE_CATEGORY_NOT_FOUND'],
      [orderFor({ shadowRate: 0.5 }), { at: offering.name }, 422, 'CACHE_TUNING_INVALID'],
      [orderFor(settings), { as: { ...operator, roles: ['sales'] } }, 403, 'FORBIDDEN'],
    ];
    for (const [body, order, status, code] of refusals) {
      const asked = await confirm(body, order);
      expect([asked.status, asked.json.code]).toEqual([status, code]);
    }
  });

  it('leaves a trace of every change', async () => {
    await tune(orderFor({ freshSeconds: 60 }));
    await tune(orderFor(null), { version: 1 });
    const { items } = await database.db.withTenant(acme, 'read', (tx) =>
      listAudit(tx, { entity: { type: 'cache', id: config.name }, action: 'cache.tune' }, { limit: 2 }),
    );
    expect(items.map(({ actor, detail }) => [actor.subject, detail])).toEqual([
      ['olga', { version: 2, settings: null, until: null }],
      ['olga', { version: 1, settings: { freshSeconds: 60 }, until: later(60 * minute) }],
    ]);
  });

  it('can be written by its tenant alone, and its reason is read by nobody else', async () => {
    await tune(orderFor({ freshSeconds: 60 }));
    const asGlobex = (statement: string) =>
      database.db.withTenant(tenantId('globex'), 'write', (tx) => run(tx, statement));
    expect((await asGlobex('select * from platform.cache_tuning')).rows).toEqual([]);
    await asGlobex('update platform.cache_tuning set jitter = 0.1');
    const asSystem = (statement: string) => database.db.withSystem((tx) => run(tx, statement));
    await expect(asSystem('select reason from platform.cache_tuning')).rejects.toMatchObject({
      code: '42501',
    });
    await expect(asSystem('update platform.cache_tuning set jitter = 0.1')).rejects.toThrow(
      'permission denied',
    );
    expect((await look()).json.inForce.settings).toEqual({ freshSeconds: 60 });
  });
});

const run = (tx: Tx | SystemTx, statement: string) => sql.raw(statement).execute(queries<TuningTables>(tx));
