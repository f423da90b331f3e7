import { ManualClock } from '@quotewright/kernel/testing';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aCatalogDocument, anOffering } from '../testing/catalog-documents.ts';
import { type CatalogOverHttp, runCatalogOverHttp } from '../testing/catalog-over-http.ts';

const OFFERINGS = [
  anOffering('alpha', { name: 'alpha one', categoryIds: ['wires'], markets: ['pl'] }),
  anOffering('beta', { name: 'Beta 100%', channels: ['web'] }),
  anOffering('gamma', { name: 'Gamma', customerTypes: ['business'] }),
  anOffering('past', { validity: { until: '2026-03-01' } }),
  anOffering('soon', { validity: { from: '2026-03-02' } }),
  anOffering('gone', { lifecycle: 'retired' }),
];

const STRUCTURED = aCatalogDocument([
  anOffering('office', {
    specificationId: 'suite',
    segments: ['smb', 'enterprise'],
    children: [
      { offeringId: 'seat', lower: 1, upper: 100 },
      { offeringId: 'site', lower: 0, upper: 1, instances: { lower: 0, upper: 5 } },
    ],
  }),
  anOffering('seat'),
  anOffering('site', { places: ['pl'] }),
]);
const WITH_BUNDLES = {
  ...STRUCTURED,
  sections: {
    ...STRUCTURED.sections,
    'catalog/specifications@1': {
      items: [
        { id: 'cable', name: 'Cable' },
        { id: 'suite', name: 'Suite' },
      ],
    },
  },
};

describeOnEachEngine('reading offerings', (engine) => {
  const clock = new ManualClock('2026-03-01T09:30:00.000Z');
  let catalog: CatalogOverHttp;
  let rival: CatalogOverHttp;
  let bundles: CatalogOverHttp;
  beforeAll(async () => {
    catalog = await runCatalogOverHttp({ engine, clock });
    rival = catalog.as({ tenant: 'rival', subject: 'rita', roles: ['admin'] });
    bundles = catalog.as({ tenant: 'bundler', subject: 'bea', roles: ['admin'] });
    await catalog.publish(aCatalogDocument(OFFERINGS));
    await bundles.publish(WITH_BUNDLES);
  });
  afterAll(() => catalog.close());

  const idsOf = async (of: CatalogOverHttp, query: string): Promise<string[]> =>
    (await of.request('GET', `/product-offerings?${query}`)).json.items.map(({ id }: { id: string }) => id);
  const ids = (query: string) => idsOf(catalog, query);
  const structured = (query: string) => idsOf(bundles, query);

  it('shows what is active and valid today, by name', async () => {
    expect(await ids('')).toEqual(['alpha', 'beta', 'gamma']);
    expect(await ids('sort=-name')).toEqual(['gamma', 'beta', 'alpha']);
    expect(await ids('validOn=2026-02-28')).toEqual(['alpha', 'beta', 'gamma', 'past']);
    expect(await ids('validOn=2026-03-02')).toEqual(['alpha', 'beta', 'gamma', 'soon']);
    expect(await ids('lifecycle=retired')).toEqual(['gone']);
  });

  it('filters by what offerings are restricted to; no restriction fits everything', async () => {
    expect(await ids('market=de')).toEqual(['beta', 'gamma']);
    expect(await ids('market=pl&channel=web&customerType=business')).toEqual(['alpha', 'beta', 'gamma']);
    expect(await ids('channel=partner')).toEqual(['alpha', 'gamma']);
    expect(await ids('customerType=consumer')).toEqual(['alpha', 'beta']);
    expect(await ids('category=wires')).toEqual(['alpha']);
  });

  it('filters by segment, place, specification, and by what is a bundle', async () => {
    expect(await structured('')).toEqual(['office', 'seat', 'site']);
    expect(await structured('segment=smb')).toEqual(['office', 'seat', 'site']);
    expect(await structured('segment=public')).toEqual(['seat', 'site']);
    expect(await structured('place=pl')).toEqual(['office', 'seat', 'site']);
    expect(await structured('place=mars')).toEqual(['office', 'seat']);
    expect(await structured('specification=suite')).toEqual(['office']);
    expect(await structured('specification=none')).toEqual([]);
    expect(await structured('bundle=true')).toEqual(['office']);
    expect(await structured('bundle=false&place=mars')).toEqual(['seat']);
    const { headers } = await bundles.request('GET', '/product-offerings?bundle=false&limit=1');
    expect(headers['x-total-count']).toBe('2');
  });

  it('searches text literally', async () => {
    expect(await ids('q=ALPHA')).toEqual(['alpha']);
    expect(await ids('q=100%25')).toEqual(['beta']);
    expect(await ids('q=%25')).toEqual(['beta']);
    expect(await ids('q=_')).toEqual([]);
  });

  it('walks every offering exactly once, whatever the page size', async () => {
    for (const limit of [1, 2, 4]) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const page = await catalog.request(
          'GET',
          `/product-offerings?lifecycle=all&validOn=2026-03-01&limit=${limit}${cursor}`,
        );
        seen.push(...page.json.items.map(({ id }: { id: string }) => id));
        cursor = page.json.nextCursor === undefined ? '' : `&cursor=${page.json.nextCursor}`;
      } while (cursor !== '');
      expect(seen.toSorted()).toEqual(['alpha', 'beta', 'gamma', 'gone']);
    }
  });

  it.each([
    'limit=0',
    'limit=501',
    'unknown=1',
    'segments=smb',
    'bundle=yes',
    'place=',
    'fields=secret',
    'validOn=2026-13-01',
    'cursor=abc',
    'catalogVersion=x',
  ])('refuses the query %s', async (query) => {
    expect((await catalog.request('GET', `/product-offerings?${query}`)).status).toBe(400);
  });

  it('answers 304 to whoever has the bytes, and names the version', async () => {
    const first = await catalog.request('GET', '/product-offerings/alpha');
    expect(first.headers['x-catalog-version']).toBe('1');
    const again = await catalog.request('GET', '/product-offerings/alpha', undefined, {
      'if-none-match': first.headers['etag'] ?? '',
    });
    expect(again).toMatchObject({ status: 304, text: '' });
  });

  it('never answers by less than the minimum version', async () => {
    const asking = (minimum: string) =>
      catalog.request('GET', '/product-offerings/alpha', undefined, { 'quotewright-min-version': minimum });
    expect((await asking('catalog=1')).status).toBe(200);
    expect(await asking('catalog=2')).toMatchObject({ status: 409, json: { code: 'VERSION_NOT_PUBLISHED' } });
    expect((await asking('catalog')).status).toBe(400);
  });

  it('is 404 for what the version does not have', async () => {
    for (const path of [
      '/product-offerings/none',
      '/product-offerings/alpha?catalogVersion=9',
      '/product-specifications/none',
    ]) {
      expect((await catalog.request('GET', path)).status).toBe(404);
    }
  });

  it('shows nothing of it to another tenant', async () => {
    for (const path of ['/product-offerings/alpha', '/product-specifications/cable', '/catalog/versions/1']) {
      expect((await rival.request('GET', path)).status).toBe(404);
    }
    expect((await rival.request('GET', '/catalog/exports')).text).not.toContain('alpha');
    expect((await rival.request('GET', '/catalog/versions')).json.items).toEqual([]);
  });
});
