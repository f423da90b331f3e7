import { ManualClock } from '@quotewright/kernel/testing';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { LEASE_MS } from '../application/begin-publication.ts';
import type { PublicationStep } from '../ports/publication-step.ts';
import { aCatalogDocument, anOffering } from '../testing/catalog-documents.ts';
import { type CatalogOverHttp, runCatalogOverHttp } from '../testing/catalog-over-http.ts';

/** A downstream context's section, whose behaviour a test decides. */
function testStep(behaviour: Partial<PublicationStep> = {}): PublicationStep {
  return {
    section: 'test/rules@1',
    schema: z.strictObject({ id: z.string() }),
    check: () => [],
    compile: () => undefined,
    ...behaviour,
  };
}

describeOnPostgres('publishing a catalog', (engine) => {
  const clock = new ManualClock('2026-03-01T09:30:00.000Z');
  let catalog: CatalogOverHttp;
  let step: PublicationStep;
  beforeEach(async () => {
    step = testStep();
    const forwarding = testStep({
      check: (...asked) => step.check(...asked),
      compile: (...asked) => step.compile(...asked),
    });
    catalog = await runCatalogOverHttp({ engine, clock, steps: [forwarding] });
  });
  afterEach(() => catalog.close());

  const start = (key: string) =>
    catalog.request('POST', '/catalog/publications', undefined, { 'idempotency-key': key });
  const activeVersion = async () =>
    (await catalog.request('GET', '/product-offerings')).headers['x-catalog-version'];
  const offeringName = async (query = '') =>
    (await catalog.request('GET', `/product-offerings/cable-1${query}`)).json.name;
  const named = (name: string) => aCatalogDocument([anOffering('cable-1', { name })]);

  it('makes version after version; readers of an old one see it unchanged', async () => {
    expect(await catalog.publish(named('First'))).toBe(1);
    const first = await catalog.request('GET', '/product-offerings/cable-1');
    expect(await catalog.publish(named('Second'))).toBe(2);
    expect(await offeringName()).toBe('Second');
    const old = await catalog.request('GET', '/product-offerings/cable-1?catalogVersion=1');
    expect(old.text).toBe(first.text);
    expect(old.headers['etag']).toBe(first.headers['etag']);
    const diff = await catalog.request('GET', '/catalog/versions/2/diff?against=1');
    expect(JSON.stringify(diff.json)).toContain('cable-1');
  });

  it('refuses content that is active already', async () => {
    await catalog.publish(named('Same'));
    expect(await start('unchanged')).toMatchObject({ status: 409, json: { code: 'CATALOG_UNCHANGED' } });
  });

  it('changes nothing for readers when a step finds an error; the number is burned', async () => {
    await catalog.publish(named('Good'));
    await catalog.finish('/catalog/imports', named('Void'));
    step = testStep({
      check: () => [
        {
          severity: 'error',
          code: 'VOID',
          section: 'test/rules@1',
          pointer: '/items/0',
          message: 'no product is left',
        },
      ],
    });
    const refused = await catalog.finish('/catalog/publications');
    expect(refused).toMatchObject({ state: 'failed', problem: { code: 'PUBLICATION_REFUSED' } });
    expect(refused.problem).toMatchObject({ errors: [{ pointer: '/items/0', code: 'VOID' }] });
    expect(await offeringName()).toBe('Good');
    expect((await catalog.request('GET', '/catalog/publications/2')).json).toMatchObject({ state: 'failed' });
    expect((await catalog.request('GET', '/product-offerings?catalogVersion=2')).status).toBe(404);

    step = testStep();
    expect(await catalog.finish('/catalog/publications')).toMatchObject({ result: { catalogVersion: 3 } });
    expect(await offeringName()).toBe('Void');
  });

  it('is one at a time: a second is refused while the first holds its lease', async () => {
    await catalog.finish('/catalog/imports', named('One'));
    expect((await start('first')).status).toBe(202);
    expect(await start('second')).toMatchObject({ status: 409, json: { code: 'PUBLICATION_IN_PROGRESS' } });
    clock.advance(LEASE_MS + 1);
    expect((await start('third')).status).toBe(202);
    await catalog.runJobs();
    expect((await catalog.request('GET', '/catalog/publications/1')).json.state).toBe('failed');
    expect((await catalog.request('GET', '/catalog/publications/2')).json.state).toBe('published');
  });

  it('lets exactly one of two simultaneous publications begin', async () => {
    await catalog.finish('/catalog/imports', named('Race'));
    const answers = await Promise.all([start('a'), start('b')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
  });

  it('goes on after a breakdown where it stopped: what was stored is not compiled again', async () => {
    const ids = Array.from({ length: 1_200 }, (_, index) => `cable-${index}`);
    await catalog.finish('/catalog/imports', aCatalogDocument(ids.map((id) => anOffering(id))));
    const compiled: string[] = [];
    let breaks = true;
    step = testStep({
      compile: (_, id) => {
        if (breaks && compiled.length === 1_100) throw new Error('out of memory');
        compiled.push(id);
        return { rules: id };
      },
    });
    const taken = await start('breakdown');
    await catalog.runJobs();
    expect((await catalog.request('GET', '/catalog/publications/1')).json.state).toBe('building');
    expect((await catalog.request('GET', '/product-offerings')).status).toBe(404);

    breaks = false;
    clock.advance(60_000);
    await catalog.runJobs();
    expect((await catalog.request('GET', `/jobs/${taken.json.id}`)).json).toMatchObject({
      state: 'succeeded',
    });
    expect(new Set(compiled)).toEqual(new Set(ids));
    const again = compiled.filter((id, index) => compiled.indexOf(id) !== index);
    expect(again.length).toBeLessThan(1_100);
    expect(await activeVersion()).toBe('1');
  });

  it('writes its events and audit entry with the move of the pointer', async () => {
    await catalog.publish(aCatalogDocument([anOffering('a'), anOffering('b')]));
    await catalog.publish(
      aCatalogDocument([anOffering('a'), anOffering('b', { name: 'Other' }), anOffering('c')]),
    );
    const audit = await catalog.request('GET', '/audit?action=catalog.publish');
    expect(audit.json.items).toHaveLength(2);
    expect(audit.json.items[0].detail).toMatchObject({ changes: { added: 1, changed: 1, removed: 0 } });
    expect(await activeVersion()).toBe('2');
  });
});
