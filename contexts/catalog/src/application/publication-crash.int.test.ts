import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { runDueJobs } from '@quotewright/platform/jobs';
import { queries } from '@quotewright/platform/postgres';
import { createLogger } from '@quotewright/platform/telemetry';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { tenancyInMemory } from '@quotewright/tenancy/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogModule } from '../module.ts';
import { aCatalogDocument, anOffering } from '../testing/catalog-documents.ts';
import { type CatalogOverHttp, runCatalogOverHttp } from '../testing/catalog-over-http.ts';
import { type Death, mortalDatabase } from '../testing/mortal-database.ts';

/** Before and after each of so many transactions. */
const deathsOf = (transactions: number): readonly Death[] =>
  Array.from({ length: transactions }, (_, index) => index + 1).flatMap((at) => [
    { at, when: 'before' },
    { at, when: 'after' },
  ]);

const DOCUMENT = aCatalogDocument([anOffering('cable-1'), anOffering('cable-2', { categoryIds: ['wires'] })]);

interface OutboxTables {
  'platform.outbox': { tenant_id: string; id: number; type: string };
}

describeOnPostgres('long work of a process that dies', (engine) => {
  const clock = new ManualClock('2026-03-01T09:30:00.000Z');
  let everyone: CatalogOverHttp;
  beforeAll(async () => {
    everyone = await runCatalogOverHttp({ engine, clock });
  });
  afterAll(() => everyone.close());

  const admin = (tenant: string) => everyone.as({ tenant, roles: ['admin'] });
  const post = (catalog: CatalogOverHttp, path: string, body?: object) =>
    catalog.request('POST', path, body, { 'idempotency-key': 'the-only-one' });

  /** Runs what is due in another process; answers how many transactions that took. */
  async function runIn(database: ReturnType<typeof mortalDatabase>): Promise<number> {
    const { jobs } = catalogModule({ database, tenancy: tenancyInMemory(), publicationSteps: [] });
    const log = createLogger({ level: 'silent', format: 'json' });
    await runDueJobs({ database: everyone.database.db, handlers: jobs, clock, log });
    return database.begun();
  }
  const living = () => mortalDatabase(everyone.database.db);

  const events = (tenant: string) =>
    everyone.database.db.withTenant(tenantId(tenant), 'read', async (tx) => {
      const rows = await queries<OutboxTables>(tx)
        .selectFrom('platform.outbox')
        .select('type')
        .where('tenant_id', '=', tx.tenant)
        .orderBy('id')
        .execute();
      return rows.map(({ type }) => type);
    });

  async function begun(tenant: string) {
    const catalog = admin(tenant);
    await catalog.finish('/catalog/imports', DOCUMENT);
    const { json, status } = await post(catalog, '/catalog/publications');
    expect(status).toBe(202);
    return { catalog, job: `/jobs/${json.id}` };
  }

  it('publishes once and completely, wherever the first attempt died', async () => {
    const undisturbed = await begun('undisturbed');
    const transactions = await runIn(living());
    expect(transactions).toBeGreaterThan(8);
    const offerings = (await undisturbed.catalog.request('GET', '/product-offerings')).text;

    for (const death of deathsOf(transactions)) {
      const tenant = `dies-${death.when}-${death.at}`;
      const { catalog, job } = await begun(tenant);
      await runIn(mortalDatabase(everyone.database.db, death));

      const isCommitted = death.at === transactions && death.when === 'after';
      const seen = await catalog.request('GET', '/product-offerings');
      expect([tenant, seen.status]).toEqual([tenant, isCommitted ? 200 : 404]);
      await everyone.database.db.withTenant(tenantId(tenant), 'read', async (tx) => {
        const { api } = everyone.catalog;
        expect(await api.activeVersion(tx)).toBe(isCommitted ? 1 : undefined);
        expect(await api.isPublished(tx, 1)).toBe(isCommitted);
        expect((await api.findOfferings(tx, 1, ['cable-1'])).size).toBe(isCommitted ? 1 : 0);
        expect((await api.offeringIds(tx, 1)).size).toBe(isCommitted ? 2 : 0);
        const artefact = await api.findArtefact(tx, 1, 'catalog/offerings@1', 'cable-1');
        expect(artefact !== undefined).toBe(isCommitted);
      });

      clock.advance(60_000);
      await runIn(living());
      expect((await catalog.request('GET', job)).json).toMatchObject({
        state: 'succeeded',
        result: { catalogVersion: 1, offerings: 2, changes: { added: 2, changed: 0, removed: 0 } },
      });
      expect((await catalog.request('GET', '/product-offerings')).text).toBe(offerings);
      expect(await events(tenant)).toEqual([
        'CatalogPublished',
        'ProductOfferingChanged',
        'ProductOfferingChanged',
      ]);
    }
  });

  it('imports once and completely, wherever the first attempt died', async () => {
    await post(admin('imports'), '/catalog/imports', DOCUMENT);
    const transactions = await runIn(living());
    expect(transactions).toBeGreaterThan(2);
    for (const death of deathsOf(transactions)) {
      const catalog = admin(`imports-${death.when}-${death.at}`);
      const job = `/jobs/${(await post(catalog, '/catalog/imports', DOCUMENT)).json.id}`;
      await runIn(mortalDatabase(everyone.database.db, death));
      clock.advance(60_000);
      await runIn(living());
      expect((await catalog.request('GET', job)).json).toMatchObject({
        state: 'succeeded',
        result: { outcome: 'imported', draftRevision: 1 },
      });
      const audit = await catalog.request('GET', '/audit?action=catalog.import');
      expect(audit.json.items).toHaveLength(1);
    }
  });

  it('that fails three times is given up, and the next publication need not wait', async () => {
    const { catalog, job } = await begun('hopeless');
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await runIn(mortalDatabase(everyone.database.db, { at: 2, when: 'before', recovers: true }));
      clock.advance(60_000);
    }
    expect((await catalog.request('GET', job)).json).toMatchObject({
      state: 'failed',
      problem: { code: 'JOB_FAILED' },
    });
    expect((await catalog.request('GET', '/catalog/publications/1')).json).toMatchObject({ state: 'failed' });
    expect(await catalog.finish('/catalog/publications')).toMatchObject({ result: { catalogVersion: 2 } });
  });
});
