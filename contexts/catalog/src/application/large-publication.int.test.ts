import { type JsonObject, tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { queries } from '@quotewright/platform/postgres';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { offeringCategory } from '../adapters/catalog-categories.ts';
import { aCatalogDocument, anOffering } from '../testing/catalog-documents.ts';
import { runCatalogNodes } from '../testing/catalog-nodes.ts';

const OFFERINGS = 10_000;
/** As many as are copied before the version is active. */
const WARM = 2_000;

interface OutboxTables {
  'platform.outbox': { type: string; tenant_id: string; data: JsonObject };
}

/** In the order of ids as in that of names. */
const idOf = (at: number) => `o-${String(at).padStart(5, '0')}`;

const largeDocument = (renamed?: string) =>
  Buffer.from(
    JSON.stringify(
      aCatalogDocument(
        Array.from({ length: OFFERINGS }, (_, at) =>
          anOffering(idOf(at), idOf(at) === renamed ? { name: 'Renamed' } : {}),
        ),
      ),
    ),
  );

describeOnPostgres('publishing ten thousand offerings', (engine) => {
  const tenant = tenantId('acme');
  const actor = systemPrincipal(tenant, 'test');
  let running: Awaited<ReturnType<typeof runCatalogNodes>>;
  beforeAll(async () => {
    running = await runCatalogNodes(engine, { today: '2026-03-01' });
  });
  afterAll(() => running.close());

  it('tells how far it is, copies its bounded share, and then only what changed', {
    timeout: 120_000,
  }, async () => {
    const [node] = running.nodes;
    const { importCatalog, publishCatalog } = node.catalog.commands;
    const told: (readonly [done: number, total: number])[] = [];
    await importCatalog({ tenant, actor }, largeDocument());
    const first = await publishCatalog({
      tenant,
      actor,
      progress: (done, total) => told.push([done, total]),
    });

    expect(first).toMatchObject({
      offerings: OFFERINGS,
      changes: { added: OFFERINGS, changed: 0, removed: 0 },
    });
    const total = 2 * OFFERINGS + 2 + WARM;
    expect(told.every(([, of]) => of === total)).toBe(true);
    expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).toSorted((a, b) => a - b));
    expect(new Set(told.map(([done]) => done)).size).toBeGreaterThan(50);
    expect(told.at(-1)).toEqual([total, total]);

    const list = await node.request('GET', '/product-offerings');
    expect(list.headers['x-total-count']).toBe(String(OFFERINGS));
    const cache = node.caches.cache(offeringCategory);
    const stored = async (at: number) =>
      (await cache.stored(cache.key(tenant, { version: 1, id: idOf(at) }))).outcome;
    expect([await stored(WARM - 1), await stored(WARM)]).toEqual(['copy', 'nothing']);

    await importCatalog({ tenant, actor }, largeDocument(idOf(7_777)));
    expect(await publishCatalog({ tenant, actor })).toMatchObject({
      offerings: OFFERINGS,
      changes: { added: 0, changed: 1, removed: 0 },
    });
    const events = await running.database.db.withTenant(tenant, 'read', (tx) =>
      queries<OutboxTables>(tx)
        .selectFrom('platform.outbox')
        .select(({ fn }) => ['type', fn.countAll<number>().as('count')])
        .groupBy('type')
        .orderBy('type')
        .execute(),
    );
    expect(events).toEqual([
      { type: 'CatalogPublished', count: 2 },
      { type: 'ProductOfferingChanged', count: OFFERINGS + 1 },
    ]);
  });
});
