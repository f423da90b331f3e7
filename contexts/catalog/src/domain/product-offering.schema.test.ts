import { describe, expect, it } from 'vitest';
import { productOfferingSchema } from './product-offering.schema.ts';
import { schemaFindings } from './schema-findings.ts';

const minimal = { id: 'cable-1', name: 'Cable 1', specificationId: 'cable', lifecycle: 'active' };

function findings(fields: object): readonly string[] {
  const { error } = productOfferingSchema.safeParse({ ...minimal, ...fields }, { reportInput: true });
  if (error === undefined) return [];
  return schemaFindings('catalog/offerings@1', ['items', 7], error).map(
    ({ code, pointer }) => `${code} ${pointer}`,
  );
}

describe('an offering in a document', () => {
  it('says everything once it is read, so that one content has one form', () => {
    expect(productOfferingSchema.parse(minimal)).toEqual({
      ...minimal,
      categoryIds: [],
      unit: { name: 'unit', fractions: false },
      validity: {},
      markets: [],
      channels: [],
      customerTypes: [],
      characteristicValues: [],
      externalIds: {},
      attributes: {},
    });
  });

  it.each([
    ['a member nobody knows', { price: 1 }, 'UNKNOWN_MEMBER /items/7/price'],
    ['a member whose name needs escaping', { 'a/b~c': 1 }, 'UNKNOWN_MEMBER /items/7/a~1b~0c'],
    ['a missing member', { name: undefined }, 'REQUIRED /items/7/name'],
    ['another type', { name: 1 }, 'TYPE /items/7/name'],
    ['a blank name', { name: ' \t' }, 'INVALID /items/7/name'],
    ['a name with a control character', { name: 'a\u0007' }, 'INVALID /items/7/name'],
    ['a name that is half a character', { name: '\ud800' }, 'INVALID /items/7/name'],
    ['an id that is a path', { id: '../etc' }, 'FORMAT /items/7/id'],
    ['an id that is too long', { id: 'x'.repeat(129) }, 'TOO_LARGE /items/7/id'],
    ['a lifecycle there is not', { lifecycle: 'sold' }, 'NOT_ALLOWED /items/7/lifecycle'],
    ['a day there was not', { validity: { from: '2026-02-29' } }, 'INVALID /items/7/validity/from'],
    [
      'a validity without a day',
      { validity: { from: '2026-03-01', until: '2026-03-01' } },
      'VALIDITY_EMPTY /items/7/validity',
    ],
    ['a market twice', { markets: ['pl', 'pl'] }, 'INVALID /items/7/markets'],
    [
      'a restriction of nothing',
      { characteristicValues: [{ characteristicId: 'c' }] },
      'INVALID /items/7/characteristicValues/0',
    ],
    [
      'one characteristic twice',
      {
        characteristicValues: [
          { characteristicId: 'c', values: [1] },
          { characteristicId: 'c', values: [2] },
        ],
      },
      'DUPLICATE_ID /items/7/characteristicValues',
    ],
    ['an infinite fact', { attributes: { size: Number('1e400') } }, 'INVALID /items/7/attributes/size'],
  ])('may not have %s', (_, fields, finding) => expect(findings(fields)).toContain(finding));

  it('never reads a prototype out of a document', () => {
    const { attributes } = productOfferingSchema.parse({
      ...minimal,
      ...JSON.parse('{"attributes":{"__proto__":{"admin":true},"size":1}}'),
    });
    expect(Object.entries(attributes)).toEqual([['size', 1]]);
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
  });

  it('may have facts named like what every object has', () => {
    const { attributes } = productOfferingSchema.parse({
      ...minimal,
      attributes: { constructor: 'x', toString: true },
    });
    expect(Object.entries(attributes)).toEqual([
      ['constructor', 'x'],
      ['toString', true],
    ]);
  });
});
