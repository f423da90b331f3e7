import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aCatalogDocument, anOffering } from '../testing/catalog-documents.ts';
import { type CatalogOverHttp, runCatalogOverHttp } from '../testing/catalog-over-http.ts';

describeOnPostgres('importing a catalog document', (engine) => {
  let catalog: CatalogOverHttp;
  beforeAll(async () => {
    catalog = await runCatalogOverHttp({ engine });
  });
  afterAll(() => catalog.close());

  const draft = async () => (await catalog.request('GET', '/catalog/exports')).text;

  it('makes the document the draft, and exports what imports to the same content', async () => {
    const first = await catalog.finish('/catalog/imports', aCatalogDocument());
    expect(first).toMatchObject({ state: 'succeeded', result: { outcome: 'imported' } });
    const again = await catalog.finish('/catalog/imports', JSON.parse(await draft()));
    expect(again).toMatchObject({ state: 'succeeded', result: { outcome: 'unchanged' } });
  });

  it('reports every error with its pointer, line and column as they were sent, and changes nothing', async () => {
    const before = await draft();
    const lines = [
      '{ "format": "quotewright/catalog@1",',
      '  "sections": { "catalog/offerings@1": { "items": [',
      '    {"id": "ok", "name": "Fine", "specificationId": "cable", "lifecycle": "active"},',
      '    {"id": "ok", "name": "Twice", "specificationId": "cable", "lifecycle": "active"},',
      '    {"id": "bad", "name": "Bad", "specificationId": "unknown", "lifecycle": "sold",  "price": 1}',
      '  ] } } }',
    ];
    const job = await catalog.finish('/catalog/imports', lines.join('\n'));
    expect(job).toMatchObject({ state: 'failed', problem: { code: 'IMPORT_INVALID' } });
    const errors = (job.problem as { errors: { pointer: string; line: number; column: number }[] }).errors;
    const at = (pointer: string) => errors.find((error) => error.pointer === pointer);
    const items = '/sections/catalog~1offerings@1/items';
    expect(at(`${items}/2/lifecycle`)).toMatchObject({
      line: 5,
      column: (lines[4]?.indexOf('"sold"') ?? 0) + 1,
    });
    expect(at(`${items}/2/price`)).toMatchObject({ line: 5 });
    expect(errors.some(({ pointer }) => pointer.startsWith(`${items}/1`))).toBe(true);
    expect(await draft()).toBe(before);
  });

  it('refuses references to what does not exist', async () => {
    const before = await draft();
    const document = aCatalogDocument([
      anOffering('lost', { specificationId: 'no-such', categoryIds: ['nowhere'] }),
    ]);
    const job = await catalog.finish('/catalog/imports', document);
    const pointers = (job.problem as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);
    expect(pointers).toEqual(
      expect.arrayContaining([
        '/sections/catalog~1offerings@1/items/0/specificationId',
        '/sections/catalog~1offerings@1/items/0/categoryIds/0',
      ]),
    );
    expect(await draft()).toBe(before);
  });

  it.each([
    ['another format', { format: 'quotewright/catalog@2', sections: {} }, ['/format', '/sections']],
    ['an unknown member', { ...aCatalogDocument(), extra: true }, ['/extra']],
    ['an unknown section', { ...aCatalogDocument(), sections: { 'a/b@1': {} } }, ['/sections/a~1b@1']],
    ['sections of a wrong type', { ...aCatalogDocument(), sections: [] }, ['/sections']],
    ['an array', [aCatalogDocument()], ['']],
  ])('refuses %s, and says where', async (_, document, pointers) => {
    const job = await catalog.finish('/catalog/imports', document);
    const { errors } = job.problem as { errors: { pointer: string; line: number }[] };
    expect(errors.map(({ pointer }) => pointer)).toEqual(pointers);
    expect(errors.every(({ line }) => line === 1)).toBe(true);
  });

  it.each([
    ['no JSON at all', '{"format": '],
    ['a member that would reach a prototype', '{"format": 1, "__proto__": {}}'],
    ['a number instead of a document', '7'],
    ['nesting without end', `${'['.repeat(70)}${']'.repeat(70)}`],
  ])('refuses %s before it takes a job on', async (_, body) => {
    const answer = await catalog.request('POST', '/catalog/imports', body, { 'idempotency-key': 'json' });
    expect(answer.status).toBe(400);
  });

  it('refuses a member that is there twice: one of them would get lost', async () => {
    const before = await draft();
    const document = JSON.stringify(aCatalogDocument());
    const twice = document.replace('"sections":{', '"sections":{"catalog/offerings@1":{"items":[]},');
    const job = await catalog.finish('/catalog/imports', twice);
    expect(job.problem).toMatchObject({
      code: 'IMPORT_INVALID',
      errors: [
        {
          code: 'DUPLICATE_MEMBER',
          pointer: '/sections/catalog~1offerings@1',
          line: 1,
          column: twice.lastIndexOf('"catalog/offerings@1"') + 1,
        },
      ],
    });
    expect(await draft()).toBe(before);
  });

  it('needs a key, and replays under it', async () => {
    expect((await catalog.request('POST', '/catalog/imports', aCatalogDocument())).json.code).toBe(
      'IDEMPOTENCY_KEY_REQUIRED',
    );
    const send = () =>
      catalog.request('POST', '/catalog/imports', aCatalogDocument(), { 'idempotency-key': 'once' });
    const [first, second] = [await send(), await send()];
    expect(second.text).toBe(first.text);
    expect(second.headers['idempotency-replayed']).toBe('true');
  });

  it('changes one section only with the revision that was seen', async () => {
    const path = '/catalog/draft/catalog/categories@1';
    const seen = await catalog.request('GET', path);
    const body = { items: [{ id: 'wires', name: 'Wires and cables' }] };
    const put = (etag: string) => catalog.request('PUT', path, body, { 'if-match': etag });
    expect((await catalog.request('PUT', path, body)).status).toBe(428);
    expect((await put(seen.headers['etag'] ?? '')).status).toBe(200);
    expect(await put(seen.headers['etag'] ?? '')).toMatchObject({
      status: 412,
      json: { code: 'DRAFT_SECTION_CHANGED' },
    });
  });
});
