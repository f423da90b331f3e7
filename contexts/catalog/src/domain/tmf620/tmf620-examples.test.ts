import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTmf620 } from '../../testing/read-tmf620.ts';

interface Example {
  readonly file: string;
  readonly document: unknown;
}

const text = readFileSync(new URL('fixtures/examples-v5.jsonl', import.meta.url), 'utf8');
const examples = text
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Example);

const documentOf = (file: string) =>
  examples.find((example) => example.file.startsWith(file))?.document as any;

/** What is no document of whole objects, by the ends of the names: with the reason that is given. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/Event_request/, 'EVENT '],
  [/JSON_Patch(_Query)?_request/, 'PATCH '],
  [/(Implicit_Update|Update)_example_request/, 'PARTIAL '],
  [/(Implicit|Patch)_Merge(_example)?_request/, 'PARTIAL '],
  [/^ProductCatalog_/, 'TYPE_NOT_TAKEN '],
  [/^ProductOfferingPrice_/, 'TYPE_NOT_TAKEN '],
];

describe('the examples of TMF620', () => {
  it.each(examples.map(({ file, document }) => [file, document] as const))(
    '%s loads, or says exactly why not',
    async (file, document) => {
      const refusal = REFUSED.find(([name]) => name.test(file))?.[1];
      const { errors, sections } = await readTmf620(document);
      expect(errors).toEqual(refusal === undefined ? [] : [refusal]);
      const objects = [document].flat() as { id: string; '@type': string }[];
      const made = Object.values(sections).flatMap((items) => items.map(({ id }) => id));
      if (refusal === undefined) expect(made).toEqual(expect.arrayContaining(objects.map(({ id }) => id)));
      else expect(made).toEqual([]);
    },
  );

  it('are all there', () => {
    const loaded = examples.filter(({ file }) => !REFUSED.some(([name]) => name.test(file)));
    expect([examples.length, loaded.length]).toEqual([52, 26]);
  });

  it('become offerings with values, days, places, channels, segments and categories', async () => {
    const { sections, remarks } = await readTmf620(documentOf('ProductOffering_retrieve'));
    expect(sections['catalog/offerings@1']).toMatchObject([
      {
        id: '7655',
        name: 'Basic Firewall for Business',
        lifecycle: 'active',
        specificationId: '9881',
        validity: { from: '2020-09-23', until: '2021-08-25' },
        categoryIds: ['2646'],
        channels: ['4406'],
        segments: ['1266'],
        places: ['9979'],
        characteristicValues: [
          { characteristicId: 'Number-of-Ports', values: ['8', '16'], defaultValues: ['8'] },
        ],
        attributes: { 'tmf620.version': '2.1', 'tmf620.isSellable': true },
      },
    ]);
    expect(remarks).toEqual([
      'PLACEHOLDER /category/0',
      'PLACEHOLDER /productSpecification',
      'NOT_MAPPED /serviceLevelAgreement',
      'NOT_MAPPED /serviceCandidate',
      'NOT_MAPPED /resourceCandidate',
      'NOT_MAPPED /productOfferingTerm',
      'NOT_MAPPED /productOfferingPrice',
      'NOT_MAPPED /agreement',
      'NOT_MAPPED /attachment',
      'NOT_MAPPED /productOfferingRelationship/0/validFor',
      'NOT_MAPPED /productOfferingRelationship/0/role',
      'OFFERING_UNKNOWN /productOfferingRelationship/0',
      'NOT_MAPPED /prodSpecCharValueUse/0/validFor',
      'NOT_MAPPED /prodSpecCharValueUse/0/productSpecCharacteristicValue/0/validFor',
      'NOT_MAPPED /prodSpecCharValueUse/0/productSpecCharacteristicValue/1/validFor',
    ]);
  });

  it('become specifications with the values that they list', async () => {
    const { sections } = await readTmf620(documentOf('ProductSpecification_retrieve'));
    expect(sections['catalog/specifications@1']).toMatchObject([
      {
        id: '9881',
        characteristics: [
          {
            id: 'Number-of-Ports',
            name: 'Number of Ports',
            type: 'enum',
            values: [{ id: '8' }, { id: '16' }, { id: '24' }],
            defaultValues: ['8'],
            minCardinality: 1,
          },
          { id: 'Color', type: 'enum', values: [{ id: 'Black' }, { id: 'White' }], defaultValues: ['Black'] },
        ],
        attributes: {
          'tmf620.brand': 'Cisco',
          'tmf620.productNumber': 'CSC-340-NGFW',
          'tmf620.isBundle': true,
        },
      },
    ]);
  });

  it('become a tree of categories', async () => {
    const { sections } = await readTmf620(documentOf('Category_list'));
    const tree = sections['catalog/categories@1']?.map(({ id, parentId }) => [id, parentId]);
    expect(tree).toEqual([
      ['1708', undefined],
      ['3435', '1708'],
      ['3466', '3435'],
      ['3467', '3435'],
      ['6086', '1708'],
      ['6087', '1708'],
    ]);
  });

  it('fit together: what one names, another of the same document is', async () => {
    const { sections, errors, remarks } = await readTmf620({
      productOffering: [documentOf('ProductOffering_retrieve')],
      productSpecification: [documentOf('ProductSpecification_retrieve')],
      category: documentOf('Category_list'),
    });
    expect(errors).toEqual([]);
    expect(remarks.filter((remark) => remark.startsWith('PLACEHOLDER'))).toEqual([
      'PLACEHOLDER /category/0/subCategory/0',
      'PLACEHOLDER /category/0/subCategory/1',
      'PLACEHOLDER /category/1/subCategory/0',
      'PLACEHOLDER /category/1/subCategory/1',
      'PLACEHOLDER /productOffering/0/category/0',
    ]);
    expect(sections['catalog/offerings@1']?.[0].categoryIds).toEqual(['2646', '1708']);
  });
});
