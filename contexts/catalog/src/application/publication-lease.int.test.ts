import { DomainError, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { queries } from '@quotewright/platform/postgres';
import { describeOnPostgres, principalOf } from '@quotewright/platform/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import type { Tables } from '../adapters/tables.ts';
import type { PublicationStep } from '../ports/publication-step.ts';
import { aCatalogDocument, anOffering } from '../testing/catalog-documents.ts';
import { type CatalogOverHttp, runCatalogOverHttp } from '../testing/catalog-over-http.ts';
import { LEASE_MS } from './begin-publication.ts';

const acme = tenantId('acme');
const work = { tenant: acme, actor: principalOf({ tenant: 'acme', subject: 'cato', roles: ['admin'] }) };

describeOnPostgres('a publication that takes longer than its lease', (engine) => {
  const clock = new ManualClock('2026-03-01T09:30:00.000Z');
  let catalog: CatalogOverHttp;
  let compile: PublicationStep['compile'];
  beforeEach(async () => {
    compile = () => undefined;
    const step: PublicationStep = {
      section: 'test/rules@1',
      schema: z.strictObject({ id: z.string() }),
      check: () => [],
      compile: (...asked) => compile(...asked),
    };
    catalog = await runCatalogOverHttp({ engine, clock, steps: [step] });
    await catalog.finish('/catalog/imports', aCatalogDocument());
  });
  afterEach(() => catalog.close());

  const publish = () => catalog.catalog.commands.publishCatalog(work);
  const stateOf = async (version: number) =>
    (await catalog.request('GET', `/catalog/publications/${version}`)).json;
  const artefactCount = () =>
    catalog.database.db.withTenant(acme, 'read', async (tx) => {
      const rows = await queries<Tables>(tx)
        .selectFrom('catalog.artefact')
        .select('content_hash')
        .where('tenant_id', '=', tx.tenant)
        .execute();
      return rows.length;
    });

  /** Begins a publication that stops in the middle; `goOn` lets it finish. */
  async function stalled() {
    const reached = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    compile = async () => {
      compile = () => undefined;
      reached.resolve();
      await gate.promise;
      return undefined;
    };
    const end = publish().catch((error: { code: string }) => error.code);
    await reached.promise;
    return { end, goOn: gate.resolve };
  }

  it('is replaced by the next, and writes nothing when it comes back', async () => {
    const first = await stalled();
    clock.advance(LEASE_MS + 1);
    expect(await publish()).toMatchObject({ catalogVersion: 2, minVersion: 'catalog=2' });
    const published = await catalog.request('GET', '/catalog/versions');

    first.goOn();
    expect(await first.end).toBe('PUBLICATION_TAKEN_OVER');
    expect(await stateOf(1)).toMatchObject({
      state: 'failed',
      failure: 'no sign of life before its lease ended',
    });
    expect((await catalog.request('GET', '/catalog/versions')).text).toBe(published.text);
    const audit = await catalog.request('GET', '/audit?action=catalog.publish.fail');
    expect(audit.json.items).toHaveLength(1);
  });

  it('ends well when nobody wanted its place', async () => {
    const first = await stalled();
    clock.advance(LEASE_MS + 1);
    first.goOn();
    expect(await first.end).toMatchObject({ catalogVersion: 1 });
    expect(await stateOf(1)).toMatchObject({ state: 'published' });
  });

  it('says who is in the way, and for how long', async () => {
    const first = await stalled();
    clock.advance(1_000);
    const refused = await catalog.request('POST', '/catalog/publications', undefined, {
      'idempotency-key': 'k',
    });
    expect(refused).toMatchObject({
      status: 409,
      json: { code: 'PUBLICATION_IN_PROGRESS', catalogVersion: 1 },
    });
    expect(refused.headers['retry-after']).toBe(String(LEASE_MS / 1_000 - 1));
    first.goOn();
    await first.end;
  });

  it('is taken up where it stopped by whoever resumes it, once', async () => {
    const first = await stalled();
    expect(await catalog.catalog.commands.resumePublication(work)).toMatchObject({ catalogVersion: 1 });
    first.goOn();
    // What came back finds the version published, by another; it has done nothing twice.
    expect(await first.end).toBe('PUBLICATION_TAKEN_OVER');
    expect(await stateOf(1)).toMatchObject({ state: 'published' });
    expect(await catalog.catalog.commands.resumePublication(work)).toBeUndefined();
  });

  it('freezes the draft: what is written meanwhile waits for the next', async () => {
    const first = await stalled();
    await catalog.finish(
      '/catalog/imports',
      aCatalogDocument([anOffering('cable-1', { name: 'Meanwhile' })]),
    );
    first.goOn();
    await first.end;
    const name = async () => (await catalog.request('GET', '/product-offerings/cable-1')).json.name;
    expect(await name()).toBe('Offering cable-1');
    expect(await publish()).toMatchObject({
      catalogVersion: 2,
      changes: { added: 0, changed: 1, removed: 0 },
    });
    expect(await name()).toBe('Meanwhile');
  });

  it('shares with the version before every artefact that did not change', async () => {
    const offerings = Array.from({ length: 20 }, (_, index) => anOffering(`cable-${index}`));
    await catalog.finish('/catalog/imports', aCatalogDocument(offerings));
    await publish();
    const before = await artefactCount();
    await catalog.finish('/catalog/imports', aCatalogDocument([...offerings, anOffering('one-more')]));
    await publish();
    expect(await artefactCount()).toBe(before + 1);
    expect((await catalog.request('GET', '/catalog/versions/2')).json).toMatchObject({ offerings: 21 });
  });

  it('is refused with what a step says it cannot compile', async () => {
    compile = (_, id) => {
      throw new DomainError('OPTION_DEAD', 'unprocessable', `nothing is left of ${id}`);
    };
    expect(await catalog.finish('/catalog/publications')).toMatchObject({
      state: 'failed',
      problem: {
        code: 'PUBLICATION_REFUSED',
        errors: [
          { code: 'OPTION_DEAD', section: 'test/rules@1', reason: '"cable-1": nothing is left of cable-1' },
        ],
      },
    });
    expect(await stateOf(1)).toMatchObject({ state: 'failed', report: { errors: 1 } });
  });
});
