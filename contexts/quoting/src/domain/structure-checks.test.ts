import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definitionOf } from '../testing/definitions.ts';
import type { QuoteItem } from './quote.ts';
import { structureErrors } from './structure-checks.ts';

const define = (...[id, ...more]: Parameters<typeof definitionOf>) =>
  [id, definitionOf(id, ...more)] as const;

const once = { minCardinality: 0, maxCardinality: 1 } as const;

const definitions = new Map([
  define('branch', {
    children: [
      { offeringId: 'seat', lower: 1, upper: 100 },
      { offeringId: 'site', lower: 1, upper: 1, instances: { lower: 1, upper: 3 } },
      { offeringId: 'bronze', lower: 0, upper: 1, groupId: 'support' },
      { offeringId: 'silver', lower: 0, upper: 1, groupId: 'support' },
      { offeringId: 'firewall', lower: 0, upper: 100 },
    ],
    groups: [{ id: 'support', name: 'Support', lower: 0, upper: 1 }],
  }),
  define('seat'),
  define(
    'site',
    {
      characteristicValues: [
        { characteristicId: 'bandwidth', values: ['100', '500'] },
        { characteristicId: 'height', values: ['2.5', '3'] },
      ],
    },
    [
      {
        id: 'region',
        name: 'Region',
        type: 'enum',
        values: [{ id: 'r1' }, { id: 'r2' }],
        minCardinality: 1,
        maxCardinality: 1,
      },
      {
        id: 'bandwidth',
        name: 'Bandwidth',
        type: 'enum',
        values: [{ id: '100' }, { id: '500' }, { id: '1000' }],
        ...once,
      },
      { id: 'floors', name: 'Floors', type: 'integer', range: { min: 1, max: 9 }, ...once },
      { id: 'length', name: 'Length', type: 'decimal', range: { max: '12.5' }, ...once },
      { id: 'height', name: 'Height', type: 'decimal', ...once },
      { id: 'listed', name: 'Listed', type: 'boolean', ...once },
      { id: 'label', name: 'Label', type: 'text', maxLength: 3, ...once },
    ],
  ),
  define('bronze'),
  define('silver', { relationships: [{ type: 'requires', offeringId: 'firewall' }] }),
  define('firewall', { relationships: [{ type: 'excludes', offeringId: 'bronze' }] }),
]);

const item = (offeringId: string, more: Partial<QuoteItem> = {}): QuoteItem => ({
  id: offeringId,
  offeringId,
  quantity: '1',
  usage: {},
  ...more,
});
const part = (offeringId: string, more: Partial<QuoteItem> = {}) =>
  item(offeringId, { parentId: 'branch', ...more });
const site = (more: Partial<QuoteItem> = {}) =>
  part('site', { characteristics: { region: ['r1'] }, ...more });

const found = (items: readonly QuoteItem[]) =>
  structureErrors(items, definitions).map(({ pointer, code }) => [pointer, code]);

const whole = [item('branch'), part('seat', { quantity: '35' }), site()];

describe('the items of a bundle', () => {
  it('are fine as its definition says', () => {
    expect(found(whole)).toEqual([]);
    expect(found([...whole, site({ id: 'site-2' }), part('silver'), part('firewall')])).toEqual([]);
  });

  it('may stand alone where they are sold alone', () => {
    expect(found([item('seat'), item('silver')])).toEqual([]);
  });

  it.each<readonly [string, readonly QuoteItem[], readonly (readonly [string, string])[]]>([
    [
      'a part of another bundle',
      [...whole, part('firewall', { parentId: 'seat' })],
      [['/items/3/parentId', 'BUNDLE_CHILD_UNKNOWN']],
    ],
    [
      'too many of a part',
      [item('branch'), part('seat', { quantity: '101' }), site()],
      [['/items/1/quantity', 'BUNDLE_QUANTITY']],
    ],
    ['a missing part', [item('branch'), site()], [['/items/0', 'BUNDLE_CHILD_REQUIRED']]],
    [
      'a part that is there twice',
      [...whole, part('seat', { id: 'seat-2' })],
      [['/items/0', 'BUNDLE_CHILD_REPEATED']],
    ],
    [
      'more instances than there may be',
      [...whole, ...['a', 'b', 'c'].map((id) => site({ id }))],
      [['/items/0', 'BUNDLE_CHILD_REPEATED']],
    ],
    [
      'more of a group than one may choose',
      [...whole, part('bronze'), part('silver')],
      [
        ['/items/0', 'BUNDLE_GROUP_TOTAL'],
        ['/items/4', 'BUNDLE_REQUIRES'],
      ],
    ],
    [
      'what must not be together',
      [...whole, part('bronze'), part('firewall')],
      [['/items/4', 'BUNDLE_EXCLUDES']],
    ],
  ])('are refused for %s', (_what, items, expected) => {
    expect(found(items)).toEqual(expected);
  });

  it('are held against each other in one bundle only', () => {
    const other = [
      item('branch', { id: 'other' }),
      part('seat', { id: 's', parentId: 'other' }),
      site({ id: 't', parentId: 'other' }),
      part('bronze', { parentId: 'other' }),
    ];
    expect(found([...whole, part('firewall'), ...other])).toEqual([]);
  });

  it('are left alone where the version has no definition of them', () => {
    expect(found([item('unknown'), part('seat', { parentId: 'unknown' })])).toEqual([]);
  });
});

/** Any items in any bundles, configured in any way. */
const anyItems = fc
  .array(
    fc.record({
      offeringId: fc.constantFrom(...definitions.keys(), 'unknown'),
      quantity: fc.constantFrom('0.5', '1', '35', '101'),
      parent: fc.option(fc.nat(20), { nil: undefined }),
      characteristics: fc.dictionary(
        fc.constantFrom('region', 'bandwidth', 'floors', 'length', 'listed', 'label', 'toString'),
        fc.array(fc.oneof(fc.constantFrom('r1', '500', '1e3', ''), fc.integer(), fc.boolean()), {
          maxLength: 2,
        }),
      ),
    }),
    { maxLength: 20 },
  )
  .map((drawn) =>
    drawn.map(({ parent, ...more }, index) => ({
      ...item(more.offeringId),
      ...more,
      id: `i${index}`,
      ...(parent !== undefined && index > 0 && { parentId: `i${parent % index}` }),
    })),
  );

describe('whatever is on a quote', () => {
  it('is judged, each fault at an item that is there', () => {
    fc.assert(
      fc.property(anyItems, (items) => {
        for (const { pointer } of structureErrors(items, definitions)) {
          expect(items[Number(pointer.split('/')[2])]).toBeDefined();
        }
      }),
    );
  });

  it('is judged the same beside another bundle', () => {
    fc.assert(
      fc.property(anyItems, (items) => {
        const beside = [...items, ...whole.map((part) => ({ ...part, ...renamed(part) }))];
        expect(structureErrors(beside, definitions)).toEqual(structureErrors(items, definitions));
      }),
    );
  });
});

const renamed = ({ id, parentId }: QuoteItem) => ({
  id: `other-${id}`,
  ...(parentId !== undefined && { parentId: `other-${parentId}` }),
});

describe('the characteristics of an item', () => {
  const chosen = (characteristics: QuoteItem['characteristics']) =>
    structureErrors([item('site', { characteristics: { region: ['r1'], ...characteristics } })], definitions);

  it.each([
    [{ bandwidth: ['500'] }],
    [{ floors: [9] }],
    [{ length: ['12.5'] }],
    [{ height: ['2.50'] }],
    [{ listed: [true] }],
    [{ label: ['HQ1'] }],
  ])('may be %j', (characteristics) => {
    expect(chosen(characteristics)).toEqual([]);
  });

  it.each<readonly [NonNullable<QuoteItem['characteristics']>, string, string]>([
    [{ colour: ['red'] }, '/items/0/characteristics/colour', 'CHARACTERISTIC_UNKNOWN'],
    [{ region: ['r9'] }, '/items/0/characteristics/region/0', 'CHARACTERISTIC_VALUE_NOT_ALLOWED'],
    [{ region: ['r1', 'r2'] }, '/items/0/characteristics/region', 'CHARACTERISTIC_VALUE_COUNT'],
    [{ bandwidth: ['1000'] }, '/items/0/characteristics/bandwidth/0', 'CHARACTERISTIC_VALUE_NOT_ALLOWED'],
    [{ floors: ['2'] }, '/items/0/characteristics/floors/0', 'CHARACTERISTIC_VALUE_NOT_ALLOWED'],
    [{ floors: [10] }, '/items/0/characteristics/floors/0', 'CHARACTERISTIC_VALUE_NOT_ALLOWED'],
    [{ floors: [0] }, '/items/0/characteristics/floors/0', 'CHARACTERISTIC_VALUE_NOT_ALLOWED'],
    [{ length: ['12.51'] }, '/items/0/characteristics/length/0', 'CHARACTERISTIC_VALUE_NOT_ALLOWED'],
    [{ height: ['2.6'] }, '/items/0/characteristics/height/0', 'CHARACTERISTIC_VALUE_NOT_ALLOWED'],
    [{ length: ['long'] }, '/items/0/characteristics/length/0', 'CHARACTERISTIC_VALUE_NOT_ALLOWED'],
    [{ listed: ['true'] }, '/items/0/characteristics/listed/0', 'CHARACTERISTIC_VALUE_NOT_ALLOWED'],
    [{ label: ['long'] }, '/items/0/characteristics/label/0', 'CHARACTERISTIC_VALUE_NOT_ALLOWED'],
  ])('may not be %j', (characteristics, pointer, code) => {
    expect(chosen(characteristics)).toEqual([expect.objectContaining({ pointer, code })]);
  });

  it('may be left out: whether one is needed, or follows from others, the configurator knows', () => {
    expect(found([item('site')])).toEqual([]);
  });
});
