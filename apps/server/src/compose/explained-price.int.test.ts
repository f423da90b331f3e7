import {
  type Acceleration,
  createAcceleration,
  createRegistry,
  namespaceOf,
} from '@quotewright/acceleration';
import { memoryStores } from '@quotewright/acceleration/memory';
import { testKeyRing, unhurried } from '@quotewright/acceleration/testing';
import { aNamedCatalog } from '@quotewright/catalog/testing';
import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { cacheGenerations } from '@quotewright/platform/cache';
import {
  describeOnEachEngine,
  type TestDatabase,
  type TestServer,
  testServer,
} from '@quotewright/platform/testing';
import { PRICE_LIST_FORMAT } from '@quotewright/pricing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeModules } from './describe-modules.ts';
import { composeModules, type Modules } from './modules.ts';

const AMOUNT = '1234.56';
const acme = tenantId('acme');
const actor = systemPrincipal(acme, 'test');
const seller = { tenant: 'acme', subject: 'sam', roles: ['sales'] };
const operator = { tenant: 'acme', subject: 'olga', roles: ['operator'] };

describeOnEachEngine('the copy that a price simulation names', (engine) => {
  const stores = memoryStores();
  let database: TestDatabase;
  let layer: Acceleration;
  let modules: Modules;
  let server: TestServer;
  beforeAll(async () => {
    const described = describeModules();
    database = await engine.open({
      migrations: described.contexts.flatMap((context) => context.migrations ?? []),
    });
    layer = createAcceleration({
      namespace: namespaceOf({ env: 'test', installationId: 'i-1', truthEpoch: 1 }),
      registry: createRegistry(described.caches.map(({ category }) => category)),
      stores,
      generations: cacheGenerations(database.db),
      keyRing: testKeyRing,
      ...unhurried,
    });
    await described.close();
    await layer.ready();
    const caches = { ...layer, sharesChanges: true, generation: () => layer.health.generation };
    modules = composeModules({ database: database.db, caches });
    const { authorizer } = modules.tenancy;
    server = await testServer({ modules: modules.contexts, database: database.db, authorizer });
    await database.db.withTenant(acme, 'write', (tx) =>
      modules.tenancy.createTenant(tx, actor, { name: 'Acme' }),
    );
    const work = { tenant: acme, actor };
    const catalog = Buffer.from(JSON.stringify(aNamedCatalog('Acme', 'seat')));
    await modules.catalog.commands.importCatalog(work, catalog);
    await modules.catalog.commands.publishCatalog(work);
    await modules.pricing.commands.importPriceList(actor, {
      priceListId: 'standard',
      document: {
        format: PRICE_LIST_FORMAT,
        priceList: { id: 'standard', name: 'Standard', currency: 'USD' },
        prices: [
          {
            id: 'seat:fee',
            offeringId: 'seat',
            charge: { id: 'fee', name: 'Fee', type: 'recurring', period: 'month' },
            model: 'flat',
            amount: AMOUNT,
          },
        ],
      },
    });
    await modules.pricing.commands.publishPriceList(actor, { priceListId: 'standard' });
  });
  afterAll(async () => {
    await server.close();
    await modules.close();
    await layer.close();
    await stores.close();
    await database.close();
  });

  const simulate = async (lines: readonly object[]) => {
    const body = { currency: 'USD', lines };
    const { status, json } = await server.request('POST', '/quotes/price', { as: seller, body });
    if (status !== 200) throw new Error(JSON.stringify(json));
    return json;
  };
  const explain = (key: string, as = operator) =>
    server.request('GET', `/admin/caches/explain?key=${encodeURIComponent(key)}`, { as });

  it('is explained by the versions it was computed from, without an amount', async () => {
    const price = await simulate([{ id: '1', offeringId: 'seat', quantity: '1' }]);
    const { status, json, text } = await explain(price.copyKey);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      key: price.copyKey,
      parts: { inputHash: price.inputHash },
      category: { name: 'pricing.result', protection: 'sealed' },
      store: 'copy',
      header: { protection: 'sealed' },
      origin: {
        catalogVersion: price.input.catalogVersion,
        priceLists: price.input.priceLists,
        engineVersion: price.input.engineVersion,
        effectiveDate: price.input.effectiveDate,
      },
      droppedBy: [{ kind: 'version' }, { kind: 'expiry' }, { kind: 'purge' }],
    });
    expect(json.follows).toContainEqual({
      category: 'pricing.active-version',
      events: ['PriceListPublished'],
    });
    expect(price.result.totals).toBeDefined();
    expect(text).not.toContain(AMOUNT);
  });

  it('of a price with a discount by hand shows neither its amount nor its reason', async () => {
    const given = { adjustment: { type: 'percent', value: '-7' }, reason: 'a promise to the buyer' };
    const price = await simulate([
      { id: '1', offeringId: 'seat', quantity: '1', manualAdjustments: [given] },
    ]);
    const { json, text } = await explain(price.copyKey);
    expect(json).toMatchObject({
      category: { name: 'pricing.confidential-result', protection: 'encrypted' },
      store: 'copy',
      header: { protection: 'encrypted', contentHash: null },
    });
    for (const secret of [AMOUNT, 'promise', '1148.14']) expect(text).not.toContain(secret);
  });

  it('is nobody else’s business', async () => {
    const price = await simulate([{ id: '1', offeringId: 'seat', quantity: '2' }]);
    expect((await explain(price.copyKey, seller)).status).toBe(403);
    const elsewhere = price.copyKey.replace(':acme:', ':globex:');
    expect((await explain(elsewhere)).json.code).toBe('CACHE_KEY_UNKNOWN');
  });
});
