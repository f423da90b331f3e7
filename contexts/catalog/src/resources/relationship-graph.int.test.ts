import { sha256 } from '@quotewright/kernel';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aCatalogDocument, anOffering } from '../testing/catalog-documents.ts';
import { runCatalogNodes } from '../testing/catalog-nodes.ts';
import { type CatalogOverHttp, runCatalogOverHttp } from '../testing/catalog-over-http.ts';

const OFFICE = aCatalogDocument([
  anOffering('office', {
    children: [
      { offeringId: 'seat', lower: 1, upper: 500, default: 5, groupId: 'people' },
      { offeringId: 'site', lower: 0, upper: 1 },
    ],
    groups: [{ id: 'people', name: 'People', lower: 1, upper: 500 }],
  }),
  anOffering('seat', { relationships: [{ type: 'migratesTo', offeringId: 'seat-2' }] }),
  anOffering('seat-2'),
  anOffering('site'),
]);

describeOnEachEngine('GET /product-offerings/{id}/relationship-graph', (engine) => {
  let catalog: CatalogOverHttp;
  beforeAll(async () => {
    catalog = await runCatalogOverHttp({ engine });
    await catalog.publish(OFFICE);
    await catalog.publish(aCatalogDocument([anOffering('office')]));
  });
  afterAll(() => catalog.close());

  const read = (id: string, query = '', headers = {}) =>
    catalog.request(
      'GET',
      `/product-offerings/${id}/relationship-graph?catalogVersion=1${query}`,
      undefined,
      headers,
    );

  it('answers with what the offering leads to', async () => {
    const { json } = await read('office');
    expect(json).toEqual({
      offeringId: 'office',
      nodes: [
        { id: 'office', name: 'Offering office', isBundle: true, lifecycle: 'active' },
        { id: 'seat', name: 'Offering seat', isBundle: false, lifecycle: 'active' },
        { id: 'site', name: 'Offering site', isBundle: false, lifecycle: 'active' },
        { id: 'seat-2', name: 'Offering seat-2', isBundle: false, lifecycle: 'active' },
      ],
      edges: [
        { kind: 'child', from: 'office', to: 'seat', lower: 1, upper: 500, default: 5, groupId: 'people' },
        { kind: 'child', from: 'office', to: 'site', lower: 0, upper: 1 },
        { kind: 'relationship', from: 'seat', to: 'seat-2', type: 'migratesTo' },
      ],
      truncated: false,
    });
  });

  it('goes only as deep as asked', async () => {
    const near = await read('office', '&depth=1');
    expect(near.json.nodes.map(({ id }: { id: string }) => id)).toEqual(['office', 'seat', 'site']);
    expect(near.json.edges).toHaveLength(2);
    expect(near.headers['etag']).toBe(`"${sha256(Buffer.from(near.text))}"`);
    expect((await read('office', '&depth=2')).text).toBe((await read('office')).text);
    expect((await read('office', '&depth=0')).status).toBe(400);
    expect((await read('office', '&depth=21')).status).toBe(400);
  });

  it('is of the version that is asked for, and 304 to whoever has it', async () => {
    const first = await read('office');
    expect(first.headers['x-catalog-version']).toBe('1');
    expect((await read('office', '', { 'if-none-match': first.headers['etag'] })).status).toBe(304);
    const active = await catalog.request('GET', '/product-offerings/office/relationship-graph');
    expect(active.json).toMatchObject({ edges: [], nodes: [{ isBundle: false }] });
  });

  it('is 404 for an offering that the version does not have, and for another tenant', async () => {
    expect(await read('none')).toMatchObject({ status: 404, json: { code: 'OFFERING_UNKNOWN' } });
    const rival = catalog.as({ tenant: 'rival', subject: 'rita', roles: ['admin'] });
    const path = '/product-offerings/office/relationship-graph';
    expect((await rival.request('GET', path)).status).toBe(404);
  });
});

describeOnEachEngine('a copied relationship graph', (engine) => {
  it('is the same, and takes no connection', async () => {
    const running = await runCatalogNodes(engine, { today: '2026-03-01' });
    const [node] = running.nodes;
    await node.publish(OFFICE);
    const path = '/product-offerings/office/relationship-graph';
    const first = await node.request('GET', path);
    const before = node.connections();
    expect((await node.request('GET', path)).text).toBe(first.text);
    expect((await node.request('GET', `${path}?depth=1`)).json.nodes).toHaveLength(3);
    expect(node.connections()).toBe(before);
    await running.close();
  });
});
