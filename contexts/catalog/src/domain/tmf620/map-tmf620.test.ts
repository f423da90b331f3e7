import { describe, expect, it } from 'vitest';
import { readTmf620 } from '../../testing/read-tmf620.ts';

type Fields = Readonly<Record<string, unknown>>;

const [CATEGORIES, SPECIFICATIONS, OFFERINGS] = [
  'catalog/categories@1',
  'catalog/specifications@1',
  'catalog/offerings@1',
] as const;

const offering = (fields: Fields = {}) => ({
  '@type': 'ProductOffering',
  id: 'fibre',
  name: 'Fibre',
  lifecycleStatus: 'Active',
  productSpecification: { id: 'access', name: 'Access' },
  ...fields,
});
const first = async (section: string, document: unknown) =>
  (await readTmf620(document)).sections[section]?.[0];
describe('an offering as v4 writes it', () => {
  const v4 = {
    id: '42',
    href: 'https://example.test/productOffering/42',
    isBundle: false,
    isSellable: false,
    lifecycleStatus: 'Launched',
    name: 'Line',
    validFor: { startDateTime: '2026-01-01T00:00:00.000Z' },
    prodSpecCharValueUse: [
      {
        id: 'c1',
        name: 'Colour',
        valueType: 'string',
        minCardinality: 0,
        maxCardinality: 2,
        productSpecCharacteristicValue: [
          { isDefault: true, value: 'red' },
          { isDefault: true, value: 'dark blue' },
        ],
      },
    ],
  };

  it('is known by what only offerings have, and has a specification made for it', async () => {
    const { sections, errors, remarks } = await readTmf620(v4);
    expect(errors).toEqual([]);
    expect(remarks).toEqual(['PLACEHOLDER ', 'SELLABLE /isSellable']);
    expect(sections[OFFERINGS]).toMatchObject([
      {
        id: '42',
        specificationId: '42',
        lifecycle: 'active',
        validity: { from: '2026-01-01' },
        characteristicValues: [
          { characteristicId: 'Colour', values: ['red', 'dark-blue'], defaultValues: ['red', 'dark-blue'] },
        ],
      },
    ]);
    expect(sections[SPECIFICATIONS]?.[0].characteristics).toMatchObject([
      { id: 'Colour', maxCardinality: 2, values: [{ id: 'red' }, { id: 'dark-blue', name: 'dark blue' }] },
    ]);
  });

  it('may have a type of its own, where "@baseType" says what it is', async () => {
    const extended = { ...v4, '@type': 'MobileOffering', '@baseType': 'ProductOffering' };
    expect((await readTmf620(extended)).sections[OFFERINGS]).toHaveLength(1);
  });
});

describe('ids that do not fit', () => {
  it('are made to fit always the same way, and kept', async () => {
    const fitted = await first(OFFERINGS, offering({ id: 'urn:po/1 ü' }));
    expect(fitted).toMatchObject({ externalIds: { tmf620: 'urn:po/1 ü' } });
    expect(fitted.id).toMatch(/^urn-po-1-[0-9a-f]{8}$/);
    expect((await first(OFFERINGS, offering({ id: 'urn:po/1 ü' }))).id).toBe(fitted.id);
    expect((await first(OFFERINGS, offering({ id: 'urn-po-1' }))).id).toBe('urn-po-1');
    expect((await first(OFFERINGS, offering({ id: '日本' }))).id).toMatch(/^x-[0-9a-f]{8}$/);
  });

  it('become no id of another thing', async () => {
    const ids = ['a b', 'a-b', 'a/b', 'a  b', `${'a'.repeat(150)}1`, `${'a'.repeat(150)}2`];
    const { sections, errors } = await readTmf620(ids.map((id) => offering({ id })));
    expect(errors).toEqual([]);
    expect(sections[OFFERINGS]).toHaveLength(ids.length);
  });
});

describe('lifecycles', () => {
  it.each([
    ['In Design', 'inDesign', []],
    ['in test', 'inTest', []],
    ['launched', 'active', []],
    ['Retired', 'retired', []],
    ['OBSOLETE', 'obsolete', []],
    ['In study', 'inDesign', ['LIFECYCLE /lifecycleStatus']],
    ['Rejected', 'obsolete', ['LIFECYCLE /lifecycleStatus']],
    ['Parked', 'inDesign', ['LIFECYCLE /lifecycleStatus']],
    ['constructor', 'inDesign', ['LIFECYCLE /lifecycleStatus']],
    [undefined, 'inDesign', ['LIFECYCLE /lifecycleStatus']],
  ])('%s is %s', async (lifecycleStatus, lifecycle, expected) => {
    const { sections, remarks } = await readTmf620(offering({ lifecycleStatus }));
    expect(sections[OFFERINGS]?.[0].lifecycle).toBe(lifecycle);
    expect(remarks.filter((remark) => remark.startsWith('LIFECYCLE'))).toEqual(expected);
  });
});

describe('validity', () => {
  const days = async (startDateTime: unknown, endDateTime: unknown) => {
    const read = await readTmf620(offering({ validFor: { startDateTime, endDateTime } }));
    const said = [...read.errors, ...read.remarks].filter((one) => one.includes('/validFor'));
    return [read.sections[OFFERINGS]?.[0]?.validity, said];
  };

  it('is the days that are written, in whatever zone', async () => {
    expect(await days('2026-01-01T00:00:00+07:00', '2026-12-31')).toEqual([
      { from: '2026-01-01', until: '2026-12-31' },
      [],
    ]);
  });

  it('loses a time of day, never a part of a day', async () => {
    expect(await days('2026-01-01T08:00:00Z', '2026-12-31T23:59:59.999Z')).toEqual([
      { from: '2026-01-01', until: '2027-01-01' },
      ['TIME_LOST /validFor/startDateTime', 'TIME_LOST /validFor/endDateTime'],
    ]);
  });

  it('that is none is refused', async () => {
    expect((await days('yesterday', undefined))[1]).toEqual(['FORMAT /validFor/startDateTime']);
    expect((await days('2026-02-30', undefined))[1]).toEqual(['FORMAT /validFor/startDateTime']);
    expect((await days(20_260_101.5, undefined))[1]).toEqual(['TYPE /validFor/startDateTime']);
    expect((await days('2026-02-01', '2026-01-01'))[1]).toEqual(['VALIDITY_EMPTY /validFor']);
  });
});

describe('a bundle', () => {
  const child = (id: string, option?: Fields) => ({
    id,
    ...(option && { bundledProductOfferingOption: option }),
  });

  it('has its offerings as children, with their limits', async () => {
    const bundle = offering({
      id: 'office',
      isBundle: true,
      bundledProductOffering: [
        child('fibre', {
          numberRelOfferLowerLimit: 0,
          numberRelOfferUpperLimit: 2,
          numberRelOfferDefault: 1,
        }),
        child('phone'),
      ],
      bundledGroupProductOffering: [
        {
          id: 'extras',
          name: 'Extras',
          bundledProductOffering: [child('mail')],
          bundledGroupProductOfferingOption: { numberRelOfferLowerLimit: 1, numberRelOfferUpperLimit: 3 },
        },
      ],
    });
    const { sections, errors } = await readTmf620([
      bundle,
      ...['fibre', 'phone', 'mail'].map((id) => offering({ id })),
    ]);
    expect(errors).toEqual([]);
    expect(sections[OFFERINGS]?.find(({ id }) => id === 'office')).toMatchObject({
      children: [
        { offeringId: 'fibre', lower: 0, upper: 2, default: 1 },
        { offeringId: 'phone', lower: 1, upper: 1 },
        { offeringId: 'mail', lower: 0, upper: 1, groupId: 'extras' },
      ],
      groups: [{ id: 'extras', name: 'Extras', lower: 1, upper: 3 }],
    });
  });

  it('is refused when one of its offerings is nowhere to be found', async () => {
    const { errors } = await readTmf620(offering({ bundledProductOffering: [child('gone')] }));
    expect(errors).toEqual([expect.stringMatching(/ \/bundledProductOffering\/0$/)]);
  });

  it('that names none is a simple offering, and says so', async () => {
    expect((await readTmf620(offering({ isBundle: true, bundledProductOffering: [] }))).remarks).toContain(
      'BUNDLE /isBundle',
    );
  });

  it('has relationships of the kinds that are known, to offerings that are there', async () => {
    const to = (relationshipType: string, id = 'phone') => ({ id, relationshipType });
    const { sections, remarks } = await readTmf620([
      offering({
        productOfferingRelationship: [
          to('DependsOn'),
          to('requires'),
          to('exclusivity'),
          to('likes'),
          to('migration', 'gone'),
        ],
      }),
      offering({ id: 'phone' }),
    ]);
    expect(sections[OFFERINGS]?.[0].relationships).toEqual([
      { type: 'requires', offeringId: 'phone' },
      { type: 'excludes', offeringId: 'phone' },
    ]);
    expect(remarks).toEqual(
      expect.arrayContaining([
        'NOT_MAPPED /0/productOfferingRelationship/3/relationshipType',
        'OFFERING_UNKNOWN /0/productOfferingRelationship/4',
      ]),
    );
  });
});

describe('what the draft has', () => {
  const draft = {
    [SPECIFICATIONS]: [
      {
        id: 'access',
        name: 'Access',
        characteristics: [
          { id: 'gbit', name: 'Speed', type: 'integer', minCardinality: 0, maxCardinality: 1 },
        ],
        attributes: {},
      },
    ],
    [CATEGORIES]: [
      { id: 'root', name: 'Root' },
      { id: 'net', name: 'Net', parentId: 'root' },
    ],
    [OFFERINGS]: [
      {
        id: 'phone',
        name: 'Phone',
        specificationId: 'access',
        lifecycle: 'active',
        categoryIds: [],
        characteristicValues: [],
      },
    ],
  };
  const use = {
    name: 'Speed',
    productSpecCharacteristicValue: [{ value: 10, isDefault: true }, { value: 1 }],
  };

  it('stays beside what the document has, and is referred to', async () => {
    const { sections, errors, remarks } = await readTmf620(
      offering({
        category: [{ id: 'net' }],
        productOfferingRelationship: [{ id: 'phone', relationshipType: 'excludes' }],
        prodSpecCharValueUse: [use],
      }),
      draft,
    );
    expect(errors).toEqual([]);
    expect(remarks).toEqual([]);
    expect(Object.keys(sections)).toEqual([OFFERINGS]);
    expect(sections[OFFERINGS]).toMatchObject([
      {
        id: 'fibre',
        relationships: [{ type: 'excludes', offeringId: 'phone' }],
        characteristicValues: [{ characteristicId: 'gbit', values: [10, 1], defaultValues: [10] }],
      },
      { id: 'phone' },
    ]);
  });

  it('is replaced where the document has the same id, and a category keeps its place', async () => {
    const { sections } = await readTmf620({ '@type': 'Category', id: 'net', name: 'Network' }, draft);
    expect(sections[CATEGORIES]).toEqual([
      { id: 'net', name: 'Network', parentId: 'root' },
      { id: 'root', name: 'Root' },
    ]);
  });

  it('has characteristics that an offering cannot invent', async () => {
    const wide = offering({ prodSpecCharValueUse: [{ ...use, maxCardinality: 3 }] });
    expect((await readTmf620(wide, draft)).remarks).toEqual([
      'NOT_MAPPED /prodSpecCharValueUse/0/maxCardinality',
    ]);
    const other = { name: 'Colour', productSpecCharacteristicValue: [{ value: 'red' }] };
    expect((await readTmf620(offering({ prodSpecCharValueUse: [use, other] }), draft)).errors).toEqual([
      'CHARACTERISTIC_UNKNOWN /prodSpecCharValueUse/1/name',
    ]);
  });

  it('but a specification that an import had to make learns from each offering', async () => {
    const made = await readTmf620(offering({ prodSpecCharValueUse: [use] }));
    const { sections, errors } = await readTmf620(
      offering({
        id: 'dsl',
        prodSpecCharValueUse: [{ ...use, productSpecCharacteristicValue: [{ value: 2 }] }],
      }),
      made.sections,
    );
    expect(errors).toEqual([]);
    expect(sections[SPECIFICATIONS]).toMatchObject([
      { id: 'access', characteristics: [{ id: 'Speed', values: [{ id: '10' }, { id: '1' }, { id: '2' }] }] },
    ]);
    expect(sections[OFFERINGS]).toHaveLength(2);
  });

  it('is the same after the same document again', async () => {
    const document = [offering({ prodSpecCharValueUse: [use], category: [{ id: 'x y', name: 'X' }] })];
    const once = await readTmf620(document);
    const twice = await readTmf620(document, once.sections);
    expect(twice.errors).toEqual([]);
    for (const [section, items] of Object.entries(twice.sections))
      expect(items).toEqual(once.sections[section]);
  });
});

describe('what is no TMF620 document', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['a number', 7, ['TYPE ']],
    ['an empty array', [], ['EMPTY ']],
    ['a bundle of empty arrays', { category: [], productOfferingPrice: [{}] }, ['EMPTY ']],
    ['an array of texts', ['a'], ['TYPE /0']],
    ['an object that says nothing', { id: '1', name: 'x' }, ['TYPE_UNKNOWN ']],
    [
      'an object that could be two things',
      { id: '1', name: 'x', isRoot: true, brand: 'y' },
      ['TYPE_UNKNOWN '],
    ],
    ['an unknown type', { '@type': 'toString', id: '1', name: 'x' }, ['TYPE_UNKNOWN ']],
    [
      'a bundle with something else',
      { category: [{ id: 'a', name: 'A' }], widgets: [] },
      ['MEMBER_UNKNOWN /widgets'],
    ],
    ['one id twice', [offering(), offering()], ['DUPLICATE_ID /1/id']],
    [
      'wrong types',
      offering({ channel: 'all', isSellable: 'yes', place: [1] }),
      ['TYPE /channel', 'TYPE /place/0', 'TYPE /isSellable'],
    ],
    ['references without an id', offering({ channel: [{ name: 'Web' }] }), ['REQUIRED /channel/0/id']],
    ['a name with a line break', offering({ name: 'a\nb' }), ['INVALID /name']],
    [
      'a circle of categories',
      [
        { '@type': 'Category', id: 'a', name: 'A', parentId: 'b' },
        { '@type': 'Category', id: 'b', name: 'B', parentId: 'a' },
      ],
      ['CATEGORY_CYCLE /0/parentId', 'CATEGORY_CYCLE /1/parentId'],
    ],
  ])('%s is refused where it is wrong', async (_, document, expected) => {
    expect((await readTmf620(document)).errors).toEqual(expected);
  });

  it('is listed member by member where it is only more than is known', async () => {
    const { errors, remarks } = await readTmf620(
      offering({ policy: [{ id: 'p' }], 'x-colour': 'red', constructor: 'x', agreement: [], '@odd': 1 }),
    );
    expect(errors).toEqual([]);
    expect(remarks).toEqual([
      'PLACEHOLDER /productSpecification',
      'NOT_MAPPED /policy',
      'MEMBER_UNKNOWN /x-colour',
      'MEMBER_UNKNOWN /constructor',
      'MEMBER_UNKNOWN /@odd',
    ]);
  });

  it('is listed shortly, however long a name is', async () => {
    const { remarks } = await readTmf620(offering({ ['x'.repeat(100_000)]: 1 }));
    expect(remarks.map(({ length }) => length > 2_000)).toEqual([false, false]);
  });
});
