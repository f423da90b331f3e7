import { randomUUID } from 'node:crypto';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aCatalogDocument, anOffering } from '../testing/catalog-documents.ts';
import { type CatalogOverHttp, runCatalogOverHttp } from '../testing/catalog-over-http.ts';

const named = (name: string) => aCatalogDocument([anOffering('cable-1', { name }), anOffering('cable-2')]);
const withOfferings = (...items: readonly object[]) => ({
  ...aCatalogDocument(),
  sections: { ...aCatalogDocument().sections, 'catalog/offerings@1': { items } },
});

const GOOD = anOffering('cable-1');
const LOST = anOffering('cable-2', { specificationId: 'gone' });
const ENDLESS = anOffering('cable-1', {
  children: [{ offeringId: 'cable-1', lower: 1, upper: 1 }],
});

/** What tools and people send by mistake, and the code of the first error. */
const BAD_UPLOADS: readonly (readonly [what: string, document: unknown, code: string])[] = [
  ['half a file', JSON.stringify(named('Half')).slice(0, -30), 'MALFORMED_JSON'],
  ['an empty file', '', 'REQUEST_INVALID'],
  ['a page of HTML', '<!doctype html><title>Gateway timeout</title>', 'MALFORMED_JSON'],
  ['another format', { ...named('Other'), format: 'quotewright/catalog@2' }, 'FORMAT'],
  ['a member nobody knows', { ...named('Unknown'), prices: [] }, 'UNKNOWN_MEMBER'],
  ['an offering twice', withOfferings(GOOD, anOffering('cable-1', { name: 'Twice' })), 'DUPLICATE_ID'],
  ['an unknown specification', withOfferings(LOST), 'SPECIFICATION_UNKNOWN'],
  ['one bad offering among good ones', withOfferings(GOOD, { ...LOST, lifecycle: 'sold' }), 'NOT_ALLOWED'],
  ['a bundle of itself', withOfferings(ENDLESS), 'BUNDLE_CYCLE'],
];

describeOnPostgres('a catalog upload that is refused', (engine) => {
  let catalog: CatalogOverHttp;
  beforeAll(async () => {
    catalog = await runCatalogOverHttp({ engine });
    await catalog.publish(named('Published'));
    await catalog.finish('/catalog/imports', named('Drafted'));
  });
  afterAll(() => catalog.close());

  /** Everything a reader and an editor can see. */
  const seen = async () => {
    const paths = [
      '/product-offerings',
      '/product-offerings/cable-1',
      '/catalog/versions',
      '/catalog/exports',
    ];
    const answers = await Promise.all(paths.map((path) => catalog.request('GET', path)));
    return answers.map(({ status, text, headers }) => [status, text, headers['etag']]);
  };
  /** The code of its refusal, before or in its job. */
  const upload = async (document: unknown) => {
    const key = { 'idempotency-key': randomUUID() };
    const taken = await catalog.request('POST', '/catalog/imports', document, key);
    if (taken.status !== 202) return taken.json.code;
    await catalog.runJobs();
    const { json } = await catalog.request('GET', `/jobs/${taken.json.id}`);
    return json.problem?.errors?.[0]?.code ?? json.state;
  };

  it.each(BAD_UPLOADS)(
    'complaint: a bad catalog upload poisons nothing: %s',
    async (_what, document, code) => {
      const before = await seen();
      expect(before.map(([status]) => status)).toEqual([200, 200, 200, 200]);
      expect(await upload(document)).toBe(code);
      expect(await seen()).toEqual(before);
    },
  );

  it('complaint: a bad catalog upload poisons nothing: what was drafted before is published after it', async () => {
    expect((await catalog.finish('/catalog/publications')).state).toBe('succeeded');
    const { json, headers } = await catalog.request('GET', '/product-offerings/cable-1');
    expect([json.name, headers['x-catalog-version']]).toEqual(['Drafted', '2']);
  });
});
