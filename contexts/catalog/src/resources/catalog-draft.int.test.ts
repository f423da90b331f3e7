import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CatalogOverHttp, runCatalogOverHttp } from '../testing/catalog-over-http.ts';

const CATEGORIES = '/catalog/draft/catalog/categories@1';
const wires = { items: [{ id: 'wires', name: 'Wires' }] };

describeOnPostgres('the draft of a catalog', (engine) => {
  let catalog: CatalogOverHttp;
  beforeEach(async () => {
    catalog = await runCatalogOverHttp({ engine });
  });
  afterEach(() => catalog.close());

  const get = (path: string, headers = {}) => catalog.request('GET', path, undefined, headers);
  const put = (body: unknown, revision: number, path = CATEGORIES) =>
    catalog.request('PUT', path, body, { 'if-match': `"${revision}"` });

  it('has every section from the beginning: empty, at revision 0, and nothing to publish', async () => {
    const draft = (await get('/catalog/draft')).json;
    expect(draft.revision).toBe(0);
    expect(
      draft.sections.map(({ section, revision, itemCount }: Record<string, unknown>) => [
        section,
        revision,
        itemCount,
      ]),
    ).toEqual([
      ['catalog/categories@1', 0, 0],
      ['catalog/offerings@1', 0, 0],
      ['catalog/specifications@1', 0, 0],
    ]);
    const section = await get(CATEGORIES);
    expect(section.json).toEqual({ items: [] });
    expect(section.headers['etag']).toBe('"0"');
    expect(
      await catalog.request('POST', '/catalog/publications', undefined, { 'idempotency-key': 'empty' }),
    ).toMatchObject({
      status: 409,
      json: { code: 'CATALOG_DRAFT_EMPTY' },
    });
  });

  it('raises its revision with each change, and not without one', async () => {
    expect(await put(wires, 0)).toMatchObject({
      status: 200,
      json: { revision: 1, itemCount: 1, updatedBy: 'cato' },
    });
    expect(await put(wires, 1)).toMatchObject({ status: 200, json: { revision: 1 } });
    const first = await get('/catalog/draft');
    expect(first.json.revision).toBe(1);
    expect((await get('/catalog/draft', { 'if-none-match': first.headers['etag'] })).status).toBe(304);

    const specifications = '/catalog/draft/catalog/specifications@1';
    expect((await put({ items: [{ id: 'cable', name: 'Cable' }] }, 0, specifications)).json.revision).toBe(2);
    expect((await get('/catalog/draft')).json.revision).toBe(2);
    expect((await get(CATEGORIES)).headers['etag']).toBe('"1"');
  });

  it('lets one of two who saw the same revision write, whoever of them is first', async () => {
    const answers = await Promise.all([put(wires, 0), put({ items: [{ id: 'cables', name: 'Cables' }] }, 0)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await get('/catalog/draft')).json.revision).toBe(1);
  });

  it('takes no section that does not match its schema, and says where', async () => {
    const wrong = { items: [...wires.items, { id: 'wires', name: 'Again' }, { id: '-', colour: 'red' }] };
    const answer = await put(wrong, 0);
    expect(answer).toMatchObject({ status: 400, json: { code: 'DRAFT_SECTION_INVALID', errorCount: 4 } });
    const errors: { pointer: string; code: string }[] = answer.json.errors;
    expect(errors.map(({ pointer, code }) => `${code} ${pointer}`)).toEqual([
      'DUPLICATE_ID /items/1/id',
      'FORMAT /items/2/id',
      'REQUIRED /items/2/name',
      'UNKNOWN_MEMBER /items/2/colour',
    ]);
    expect((await get('/catalog/draft')).json.revision).toBe(0);
    expect((await put(wires, 0, '/catalog/draft/catalog/prices@1')).json.code).toBe('DRAFT_SECTION_UNKNOWN');
    expect((await get('/catalog/draft/catalog/prices@1')).json.code).toBe('DRAFT_SECTION_UNKNOWN');
  });

  it('tells what a publication would find, and changes nothing', async () => {
    await put({ items: [{ id: 'wires', name: 'Wires', parentId: 'none' }] }, 0);
    const answer = await catalog.request('POST', '/catalog/draft/validate');
    expect(answer.json).toEqual({
      revision: 1,
      errors: 1,
      warnings: 0,
      truncated: false,
      findings: [
        {
          severity: 'error',
          code: 'CATEGORY_UNKNOWN',
          section: 'catalog/categories@1',
          pointer: '/items/0/parentId',
          message: 'there is no category "none"',
        },
      ],
    });
    expect((await get('/catalog/publications/1')).status).toBe(404);
    expect(await catalog.finish('/catalog/publications')).toMatchObject({
      state: 'failed',
      problem: { code: 'PUBLICATION_REFUSED', errorCount: 1, truncated: false },
    });
  });
});
