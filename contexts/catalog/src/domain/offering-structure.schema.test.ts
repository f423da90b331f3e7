import { contentHash } from '@quotewright/kernel';
import { describe, expect, it } from 'vitest';
import { OFFERINGS, productOfferingSchema, publishedOffering } from './product-offering.schema.ts';
import { sectionContent } from './section.ts';

const PLAIN = { id: 'a', name: 'A', specificationId: 's', lifecycle: 'active' };
const read = (fields: object) => productOfferingSchema.safeParse({ ...PLAIN, ...fields });
const CHILD = { offeringId: 'x', lower: 1, upper: 10 };

/** With every member that the release knew which knew no bundles. */
const FULL = {
  ...PLAIN,
  description: 'Everything',
  categoryIds: ['c'],
  unit: { name: 'seat', fractions: true },
  validity: { from: '2026-01-01', until: '2027-01-01' },
  markets: ['pl'],
  channels: ['web'],
  customerTypes: ['business'],
  characteristicValues: [{ characteristicId: 'k', values: ['v'], defaultValues: ['v'] }],
  externalIds: { erp: '7' },
  attributes: { size: 1 },
};

describe('an offering without structure', () => {
  // Computed by the release that knew no bundles.
  it.each([
    [
      'little',
      PLAIN,
      'b86d61b9afcfe8eeaec83836894e717a2d73d444f2cba6efaa23aa676979b25a',
      '8779b6b22c30d3a67263c5f4ba1bb4959cc25857cca55c9cf22536a70b91750b',
    ],
    [
      'everything',
      FULL,
      'c3814abcd5612220457b06c356f036e668cda210352fa8bce8aeed2ccab9912a',
      'fbd58f0bbf29de6b6af0ada35e98a4ad92529ed829da051785b7bd46eac1d555',
    ],
  ])('that says %s keeps the bytes it has always had', (_what, document, published, section) => {
    const offering = productOfferingSchema.parse(document);
    expect(contentHash(publishedOffering(offering))).toBe(published);
    expect(sectionContent(OFFERINGS.section, [offering]).contentHash).toBe(section);
  });
});

describe('an offering with children', () => {
  it('is a bundle; one without is none', () => {
    const published = (fields: object) =>
      publishedOffering(productOfferingSchema.parse({ ...PLAIN, ...fields }));
    expect(published({}).isBundle).toBe(false);
    expect(published({ children: [CHILD] }).isBundle).toBe(true);
  });

  it('takes optional children, and as many of them as the bounds allow', () => {
    const children = [
      { ...CHILD, lower: 0, upper: 0 },
      { ...CHILD, lower: 1_000_000, upper: 1_000_000, default: 1_000_000, groupId: 'g' },
      { ...CHILD, instances: { lower: 0, upper: 10_000 } },
    ];
    expect(read({ children }).data?.children).toEqual(children);
  });

  it.each([
    ['bounds that hold nothing', { children: [{ ...CHILD, lower: 11 }] }, 'CARD_RANGE'],
    ['a default outside of them', { children: [{ ...CHILD, default: 11 }] }, 'DEFAULT_OUT_OF_RANGE'],
    [
      'instances that hold nothing',
      { children: [{ ...CHILD, instances: { lower: 3, upper: 2 } }] },
      'CARD_RANGE',
    ],
    [
      'none of what always occurs',
      { children: [{ ...CHILD, lower: 0, upper: 0, instances: { lower: 1, upper: 2 } }] },
      'CARD_RANGE',
    ],
    [
      'two groups of one id',
      { groups: [1, 2].map(() => ({ id: 'g', name: 'G', lower: 0, upper: 1 })) },
      'DUPLICATE_ID',
    ],
  ])('is refused with %s', (_what, fields, code) => {
    const { error } = read(fields);
    expect(error?.issues.map((issue) => (issue as { params?: { code?: string } }).params?.code)).toEqual([
      code,
    ]);
  });

  it.each([
    ['no children', { children: [] }],
    ['half a child', { children: [{ ...CHILD, upper: 1.5 }] }],
    ['a negative quantity', { children: [{ ...CHILD, lower: -1 }] }],
    ['more of a child than a million', { children: [{ ...CHILD, upper: 1_000_001 }] }],
    [
      'more instances than ten thousand',
      { children: [{ ...CHILD, instances: { lower: 0, upper: 10_001 } }] },
    ],
    ['too many children', { children: Array.from({ length: 501 }, () => CHILD) }],
    [
      'too many groups',
      { groups: Array.from({ length: 101 }, (_, n) => ({ id: `g${n}`, name: 'G', lower: 0, upper: 1 })) },
    ],
    ['no group', { groups: [] }],
    ['no relationship', { relationships: [] }],
    ['no segment', { segments: [] }],
    ['no place', { places: [] }],
    ['one place twice', { places: ['pl', 'pl'] }],
    ['a relationship that does not exist', { relationships: [{ type: 'likes', offeringId: 'b' }] }],
  ])('is refused with %s', (_what, fields) => {
    expect(read(fields).success).toBe(false);
  });
});
