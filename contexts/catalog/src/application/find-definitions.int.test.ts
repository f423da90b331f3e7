import { newUuid, sha256, tenantId } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pgArtefactStore } from '../adapters/artefact-store.pg.ts';
import { pgTenantCatalogStore } from '../adapters/tenant-catalog-store.pg.ts';
import { pgVersionStore } from '../adapters/version-store.pg.ts';
import { OFFERINGS } from '../domain/product-offering.schema.ts';
import { aCatalogDocument, anOffering } from '../testing/catalog-documents.ts';
import { type CatalogOverHttp, runCatalogOverHttp } from '../testing/catalog-over-http.ts';

const BUNDLE = {
  children: [{ offeringId: 'seat', lower: 1, upper: 50, default: 5, groupId: 'people' }],
  groups: [{ id: 'people', name: 'People', lower: 1, upper: 50 }],
  relationships: [{ type: 'excludes', offeringId: 'cable-1' }],
  segments: ['smb'],
  places: ['pl'],
};
const LENGTH = { id: 'length', name: 'Length', type: 'integer', range: { min: 1, max: 10 }, unit: 'm' };

function aDocument(characteristics: readonly object[]) {
  const document = aCatalogDocument([
    anOffering('office', { ...BUNDLE, specificationId: 'suite' }),
    anOffering('seat', { specificationId: 'suite' }),
    anOffering('cable-1'),
  ]);
  const specifications = [
    { id: 'cable', name: 'Cable', characteristics },
    { id: 'suite', name: 'Suite' },
  ];
  return {
    ...document,
    sections: { ...document.sections, 'catalog/specifications@1': { items: specifications } },
  };
}

describeOnEachEngine('offerings as downstream contexts read them', (engine) => {
  let catalog: CatalogOverHttp;
  beforeAll(async () => {
    catalog = await runCatalogOverHttp({ engine });
    await catalog.publish(aDocument([LENGTH]));
    await catalog.publish(aDocument([]));
  });
  afterAll(() => catalog.close());

  const reading = <T>(work: (tx: Tx) => Promise<T>, tenant = 'acme') =>
    catalog.database.db.withTenant(tenantId(tenant), 'read', work);
  const definitions = (version: number, ids: readonly string[], tenant?: string) =>
    reading((tx) => catalog.catalog.api.findDefinitions(tx, version, ids), tenant);

  it('are defined by the published documents and the characteristics of their specifications in that version', async () => {
    const first = await definitions(1, ['cable-1', 'office', 'cable-1', 'nothing']);
    expect([...first.keys()].toSorted()).toEqual(['cable-1', 'office']);
    expect(first.get('cable-1')).toMatchObject({
      offering: { id: 'cable-1', isBundle: false },
      characteristics: [LENGTH],
    });
    expect(first.get('office')).toMatchObject({
      offering: { ...BUNDLE, id: 'office', isBundle: true },
      characteristics: [],
    });
    expect((await definitions(2, ['cable-1'])).get('cable-1')?.characteristics).toEqual([]);
  });

  it('are defined by what readers of the API get', async () => {
    const { json } = await catalog.request('GET', '/product-offerings/office?catalogVersion=1');
    expect((await definitions(1, ['office'])).get('office')?.offering).toEqual(json);
  });

  it('have no definition while their version is being built, although its rows are there', async () => {
    const bytes = Buffer.from('{"id":"early","specificationId":"cable"}');
    const found = await catalog.database.db.withTenant(tenantId('builder'), 'write', async (tx) => {
      await pgTenantCatalogStore.lock(tx);
      await pgTenantCatalogStore.saveLastVersion(tx, 1);
      const lease = { version: 1, token: newUuid() };
      const begun = { version: 1, draftRevision: 1, contentHash: 'c', startedBy: 'bea' };
      await pgVersionStore.begin(tx, { ...begun, lease, leaseUntil: tx.now + 1_000 });
      const early = { id: 'early', bytes, contentHash: sha256(bytes) };
      await pgArtefactStore.store(tx, 1, OFFERINGS.section, [early]);
      const before = await catalog.catalog.api.findDefinitions(tx, 1, ['early']);
      const report = { errors: 0, warnings: 0, truncated: false, findings: [] };
      const summary = { offerings: 1, changes: { added: 1, changed: 0, removed: 0 } };
      await pgVersionStore.end(tx, lease, { state: 'published', report, summary });
      const after = await catalog.catalog.api.findDefinitions(tx, 1, ['early']);
      return [before, after].map((definitions) => [...definitions.keys()]);
    });
    expect(found).toEqual([[], ['early']]);
  });

  it('have no definition for a version that was not published, and for another tenant', async () => {
    expect(await definitions(9, ['office'])).toEqual(new Map());
    expect(await definitions(1, [])).toEqual(new Map());
    expect(await definitions(1, ['office'], 'rival')).toEqual(new Map());
  });

  it('say to which segments and places an offering is limited, and that a bundle is one', async () => {
    const found = await reading((tx) => catalog.catalog.api.findOfferings(tx, 1, ['office', 'seat']));
    expect(found.get('office')).toMatchObject({ isBundle: true, segments: ['smb'], places: ['pl'] });
    expect(found.get('seat')).toMatchObject({ isBundle: false, segments: [], places: [] });
  });
});
