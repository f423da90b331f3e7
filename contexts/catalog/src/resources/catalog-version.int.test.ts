import { encodeCursor } from '@quotewright/platform/http';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aCatalogDocument, anOffering } from '../testing/catalog-documents.ts';
import { type CatalogOverHttp, runCatalogOverHttp } from '../testing/catalog-over-http.ts';

const VERSIONS = [
  [anOffering('stays'), anOffering('goes')],
  [anOffering('stays'), anOffering('comes')],
  [anOffering('stays', { name: 'Renamed' }), anOffering('comes')],
];

describeOnPostgres('versions of a catalog', (engine) => {
  let catalog: CatalogOverHttp;
  beforeAll(async () => {
    catalog = await runCatalogOverHttp({ engine });
    for (const offerings of VERSIONS) await catalog.publish(aCatalogDocument(offerings));
  });
  afterAll(() => catalog.close());

  const get = (path: string, headers: Record<string, string> = {}) =>
    catalog.request('GET', path, undefined, headers);
  const diff = async (path: string): Promise<string[]> =>
    (await get(path)).json.changes
      .filter(({ section }: { section: string }) => section === 'catalog/offerings@1')
      .map(({ change, id }: { change: string; id: string }) => `${change} ${id}`);

  it('are listed newest first, each once, and the newest is active', async () => {
    const first = (await get('/catalog/versions?limit=2')).json;
    const second = (await get(`/catalog/versions?limit=2&cursor=${first.nextCursor}`)).json;
    const seen = [...first.items, ...second.items];
    expect(seen.map((one) => [one.catalogVersion, one.active])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ]);
    expect(seen[0]).toMatchObject({ publishedBy: 'cato', changes: { added: 0, changed: 1, removed: 0 } });
    expect(second.nextCursor).toBeUndefined();
  });

  it.each([
    ['no number', ['newest']],
    ['half a version', [1.5]],
    ['more than there can be', [1e10]],
    ['nothing', [0]],
    ['the parts of another list', [1, 'stays']],
  ])('refuse a cursor that names %s', async (_, sortKey) => {
    const cursor = encodeCursor(sortKey);
    expect(await get(`/catalog/versions?cursor=${cursor}`)).toMatchObject({
      status: 400,
      json: { code: 'CURSOR_INVALID' },
    });
    const [version] = sortKey;
    if (version === 1) return;
    expect(
      await get(`/product-offerings?cursor=${encodeCursor([version as number, 'stays'])}`),
    ).toMatchObject({
      status: 400,
      json: { code: 'CURSOR_INVALID' },
    });
  });

  it('keep a list together that began before a publication', async () => {
    const first = await get('/product-offerings?limit=1&catalogVersion=1');
    const next = await get(`/product-offerings?limit=1&cursor=${first.json.nextCursor}`);
    expect([first, next].map(({ headers }) => headers['x-catalog-version'])).toEqual(['1', '1']);
    expect([...first.json.items, ...next.json.items].map(({ id }) => id)).toEqual(['goes', 'stays']);
    expect(
      await get(`/product-offerings?cursor=${first.json.nextCursor}`, {
        'quotewright-min-version': 'catalog=3',
      }),
    ).toMatchObject({
      status: 400,
      json: { code: 'VERSION_BELOW_MINIMUM' },
    });
  });

  it('show what changed since the one before, or between any two, in either direction', async () => {
    expect(await diff('/catalog/versions/1/diff')).toEqual(['added goes', 'added stays']);
    expect((await get('/catalog/versions/1/diff')).json.changes.map(({ id }: { id: string }) => id)).toEqual([
      'wires',
      'goes',
      'stays',
      'cable',
    ]);
    expect(await diff('/catalog/versions/2/diff')).toEqual(['added comes', 'removed goes']);
    expect(await diff('/catalog/versions/3/diff')).toEqual(['changed stays']);
    expect(await diff('/catalog/versions/3/diff?against=1')).toEqual([
      'added comes',
      'removed goes',
      'changed stays',
    ]);
    expect(await diff('/catalog/versions/1/diff?against=3')).toEqual([
      'removed comes',
      'added goes',
      'changed stays',
    ]);
    expect(await diff('/catalog/versions/2/diff?against=2')).toEqual([]);
  });

  it('export the document they were made of, which publishes as the same content again', async () => {
    const { contentHash } = (await get('/catalog/versions/1')).json;
    const document = await get('/catalog/exports?catalogVersion=1');
    expect(document.headers['content-disposition']).toContain('catalog-v1.json');
    expect(await catalog.publish(document.json)).toBe(4);
    expect((await get('/catalog/versions/4')).json).toMatchObject({ contentHash, active: true });
    expect((await get('/catalog/versions/4/diff?against=1')).json.changes).toEqual([]);
  });

  it.each(['0', '9', '-1', '1.5', '2147483648', 'latest', '1%00'])('do not include %s', async (version) => {
    for (const path of [
      `/catalog/versions/${version}`,
      `/catalog/versions/${version}/diff`,
      `/catalog/publications/${version}`,
    ]) {
      expect([path, (await get(path)).status]).toEqual([path, 404]);
    }
  });
});
