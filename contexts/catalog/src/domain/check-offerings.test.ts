import { describe, expect, it } from 'vitest';
import { catalogSnapshot } from './catalog-snapshot.ts';
import { CATEGORIES, categorySchema } from './category.schema.ts';
import { checkOfferings } from './check-offerings.ts';
import { checkSpecifications } from './check-specifications.ts';
import { OFFERINGS, productOfferingSchema } from './product-offering.schema.ts';
import { productSpecificationSchema, SPECIFICATIONS } from './product-specification.schema.ts';
import { indexed } from './section.ts';

const specification = productSpecificationSchema.parse({
  id: 'cable',
  name: 'Cable',
  characteristics: [
    { id: 'color', name: 'Color', type: 'enum', values: [{ id: 'red' }, { id: 'blue' }] },
    { id: 'meters', name: 'Length', type: 'decimal', range: { min: '0.5', max: '100' } },
    { id: 'plugs', name: 'Plugs', type: 'integer', range: { max: 2 } },
    { id: 'note', name: 'Note', type: 'text', maxLength: 3 },
    { id: 'ends', name: 'Ends', type: 'text', minCardinality: 2, maxCardinality: 2 },
  ],
});

function findings(fields: object) {
  const offering = productOfferingSchema.parse({
    id: 'cable-1',
    name: 'Cable 1',
    specificationId: 'cable',
    lifecycle: 'active',
    ...fields,
  });
  const snapshot = catalogSnapshot(
    new Map<string, ReturnType<typeof indexed>>([
      [SPECIFICATIONS.section, indexed([specification])],
      [CATEGORIES.section, indexed([categorySchema.parse({ id: 'wires', name: 'Wires' })])],
      [OFFERINGS.section, indexed([offering])],
    ]),
  );
  return [...checkOfferings(snapshot)].map(({ code, pointer }) => `${code} ${pointer}`);
}
const restricted = (restriction: object) => findings({ characteristicValues: [restriction] });

describe('the check of offerings', () => {
  it('accepts what narrows its specification', () => {
    expect(findings({ categoryIds: ['wires'] })).toEqual([]);
    expect(restricted({ characteristicId: 'color', values: ['red'], defaultValues: ['red'] })).toEqual([]);
    expect(
      restricted({ characteristicId: 'meters', range: { min: '1', max: '2.50' }, defaultValues: ['2.5'] }),
    ).toEqual([]);
    expect(restricted({ characteristicId: 'ends', defaultValues: ['a', 'b'] })).toEqual([]);
  });

  it('reports references to nothing', () => {
    expect(findings({ categoryIds: ['wires', 'none'] })).toEqual(['CATEGORY_UNKNOWN /items/0/categoryIds/1']);
    expect(findings({ specificationId: 'none' })).toEqual(['SPECIFICATION_UNKNOWN /items/0/specificationId']);
    expect(restricted({ characteristicId: 'none', values: ['x'] })).toEqual([
      'CHARACTERISTIC_UNKNOWN /items/0/characteristicValues/0/characteristicId',
    ]);
  });

  it.each([
    [
      'a value the enumeration does not have',
      { characteristicId: 'color', values: ['red', 'green'] },
      'VALUE_NOT_ALLOWED',
      'values/1',
    ],
    [
      'a value of another type',
      { characteristicId: 'plugs', values: ['1'] },
      'VALUE_NOT_ALLOWED',
      'values/0',
    ],
    [
      'a text that is too long',
      { characteristicId: 'note', values: ['long'] },
      'VALUE_NOT_ALLOWED',
      'values/0',
    ],
    [
      'a range that widens',
      { characteristicId: 'meters', range: { min: '0.49', max: '100' } },
      'VALUE_NOT_ALLOWED',
      'range/min',
    ],
    ['a range of words', { characteristicId: 'color', range: { min: 1 } }, 'VALUE_NOT_ALLOWED', 'range'],
    [
      'a default that is not sold',
      { characteristicId: 'color', values: ['red'], defaultValues: ['blue'] },
      'DEFAULT_OUT_OF_RANGE',
      'defaultValues/0',
    ],
    [
      'a default outside of the range sold',
      { characteristicId: 'plugs', range: { max: 1 }, defaultValues: [2] },
      'DEFAULT_OUT_OF_RANGE',
      'defaultValues/0',
    ],
    [
      'too few defaults',
      { characteristicId: 'ends', defaultValues: ['a'] },
      'DEFAULT_CARDINALITY',
      'defaultValues',
    ],
  ])('refuses %s', (_, restriction, code, place) => {
    expect(restricted(restriction)).toEqual([`${code} /items/0/characteristicValues/0/${place}`]);
  });

  it('reads the characteristics of a specification once, however many offerings restrict them', () => {
    let reads = 0;
    const counted = {
      ...specification,
      get characteristics() {
        reads += 1;
        return specification.characteristics;
      },
    };
    const offerings = ['a', 'b', 'c'].map((id) =>
      productOfferingSchema.parse({
        id,
        name: id,
        specificationId: 'cable',
        lifecycle: 'active',
        characteristicValues: [{ characteristicId: 'color', values: ['green'] }],
      }),
    );
    const snapshot = catalogSnapshot(
      new Map<string, ReturnType<typeof indexed>>([
        [SPECIFICATIONS.section, indexed([counted])],
        [OFFERINGS.section, indexed(offerings)],
      ]),
    );
    expect([...checkOfferings(snapshot)].map(({ pointer }) => pointer)).toEqual([
      '/items/0/characteristicValues/0/values/0',
      '/items/1/characteristicValues/0/values/0',
      '/items/2/characteristicValues/0/values/0',
    ]);
    expect(reads).toBe(1);
  });

  it('warns of a specification that nothing is sold of', () => {
    const unused = catalogSnapshot(new Map([[SPECIFICATIONS.section, indexed([specification])]]));
    expect([...checkSpecifications(unused)]).toMatchObject([
      { severity: 'warning', code: 'SPECIFICATION_UNUSED', pointer: '/items/0' },
    ]);
  });
});
