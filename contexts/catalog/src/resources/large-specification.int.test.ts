import { tenantId } from '@quotewright/kernel';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aCatalogDocument, anOffering } from '../testing/catalog-documents.ts';
import { type CatalogOverHttp, runCatalogOverHttp } from '../testing/catalog-over-http.ts';

/** A catalog with one specification of so many characteristics, and offerings that restrict every one. */
function aVariabilityModel(size: number) {
  const ids = Array.from({ length: size }, (_, index) => `feature-${index}`);
  const document = aCatalogDocument(
    ['car', 'van'].map((id) =>
      anOffering(id, {
        characteristicValues: ids.map((characteristicId) => ({ characteristicId, defaultValues: ['off'] })),
      }),
    ),
  );
  const characteristics = ids.map((id) => {
    return { id, name: id, type: 'enum', values: [{ id: 'on' }, { id: 'off' }] };
  });
  return {
    ...document,
    sections: {
      ...document.sections,
      'catalog/specifications@1': { items: [{ id: 'cable', name: 'Car', characteristics }] },
    },
  };
}

describeOnPostgres('a specification as large as an industrial model', (engine) => {
  let catalog: CatalogOverHttp;
  beforeAll(async () => {
    catalog = await runCatalogOverHttp({ engine });
  });
  afterAll(() => catalog.close());

  it('is imported, published and read with 5,000 characteristics, and offerings that restrict them all', async () => {
    const version = await catalog.publish(aVariabilityModel(5_000));
    const answer = await catalog.request('GET', '/product-specifications/cable');
    expect(answer.json.characteristics).toHaveLength(5_000);
    const definitions = await catalog.database.db.withTenant(tenantId('acme'), 'read', (tx) =>
      catalog.catalog.api.findDefinitions(tx, version, ['car', 'van']),
    );
    for (const id of ['car', 'van']) {
      expect(definitions.get(id)?.characteristics).toHaveLength(5_000);
      expect(definitions.get(id)?.offering.characteristicValues).toHaveLength(5_000);
    }
  });

  it('is refused with one more, and so is the offering', async () => {
    const job = await catalog.finish('/catalog/imports', aVariabilityModel(5_001));
    expect(job).toMatchObject({ state: 'failed', problem: { code: 'IMPORT_INVALID' } });
    const errors = (job.problem as unknown as { errors: { code: string; pointer: string }[] }).errors;
    expect(errors.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'TOO_LARGE /sections/catalog~1specifications@1/items/0/characteristics',
      'TOO_LARGE /sections/catalog~1offerings@1/items/0/characteristicValues',
      'TOO_LARGE /sections/catalog~1offerings@1/items/1/characteristicValues',
    ]);
  });
});
