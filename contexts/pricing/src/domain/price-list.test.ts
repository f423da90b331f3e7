import { readFileSync } from 'node:fs';
import { canonicalJson } from '@quotewright/kernel';
import { describe, expect, it } from 'vitest';
import { priceListDocument, tieredTokenPrices, tokenPrices, unitPrice } from '../testing/price-documents.ts';
import { readPriceList } from '../testing/read-price-list.ts';
import type { PriceEntry } from './price-list-document.ts';

/** A document with members of its first price replaced, or absent where `undefined`, as it may arrive. */
function withPrice(change: Record<string, unknown>): unknown {
  const document = priceListDocument(tokenPrices('claude-2', { input: '8' }));
  return JSON.parse(JSON.stringify({ ...document, prices: [{ ...document.prices[0], ...change }] }));
}

function errorsOf(raw: unknown) {
  const read = readPriceList(raw);
  return read.ok ? [] : read.errors;
}

function contentOf(raw: unknown): string {
  const read = readPriceList(raw);
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  return canonicalJson(read.list);
}

describe('reading a price list document', () => {
  it('fills in defaults and writes decimals in one way', () => {
    const plain = contentOf(withPrice({ amount: '8' }));
    expect(contentOf(withPrice({ amount: '8.00', validity: {} }))).toBe(plain);
    expect(JSON.parse(plain).prices[0]).toEqual({
      id: 'claude-2:input',
      offeringId: 'claude-2',
      charge: { id: 'input', name: 'input tokens', type: 'usage', unit: 'token', per: '1000000' },
      model: 'flat',
      amount: '8',
      validity: {},
    });
  });

  it('takes a first tier above "0" as one that holds from zero on', () => {
    const tiers = (first: object) =>
      contentOf(
        withPrice({ model: 'volume', amount: undefined, tiers: [first, { above: '9', amount: '2' }] }),
      );
    expect(tiers({ above: '0', amount: '1' })).toBe(tiers({ amount: '1' }));
  });

  it('writes a document that reads back as itself', () => {
    const prices = [
      ...tieredTokenPrices('tiered', '200000', { input: ['3', '6'], output: ['15', '22.5'] }),
      unitPrice('seat', '13.50'),
    ];
    const content = contentOf(priceListDocument(prices));
    expect(contentOf(JSON.parse(content))).toBe(content);
  });

  it('writes every model and every rule so that it reads back as itself', () => {
    const fee = { id: 'fee', name: 'Fee', type: 'recurring', period: 'month' } as const;
    const traffic = { id: 'traffic', name: 'Traffic', type: 'usage', unit: 'GB', fractions: true } as const;
    const tiers = [{ amount: '3' }, { above: '10', amount: '2.50' }];
    const document = {
      ...priceListDocument([
        {
          ...unitPrice('seat', '13.50', { ...fee, optional: true, proration: 'daily' }),
          floor: '10.0',
          ceiling: '90',
          priority: 2,
          ramp: [
            { fromMonth: 1, percent: '50.0' },
            { fromMonth: 7, percent: '100' },
          ],
          conditions: {
            characteristics: [{ id: 'region', values: ['r1'] }],
            quantity: { min: '1.0' },
            termMonths: [24, 12],
            markets: ['us', 'eu'],
          },
        },
        { id: 'g', offeringId: 'x', charge: traffic, model: 'graduated', tiers },
        { id: 'b', offeringId: 'y', charge: fee, model: 'block', tiers: [{ amount: '3', floor: '1' }] },
        {
          id: 'p',
          offeringId: 'z',
          charge: fee,
          model: 'percentOfTotal',
          percent: '18.0',
          of: { scope: 'bundle', charges: [{ offeringId: 'y', chargeId: 'fee' }] },
        },
      ]),
      adjustments: [
        { id: 'a', name: 'A', stage: 'term', adjustment: { type: 'percent', value: '-5.0' } },
        {
          id: 'c',
          name: 'C',
          stage: 'channel',
          priority: 3,
          combination: 'stackable',
          validity: { from: '2026-01-01' },
          conditions: { partners: ['p'] },
          appliesTo: { offeringIds: ['x'], chargeTypes: ['usage'] },
          adjustment: { type: 'amountPerUnit', value: '0.10' },
        },
      ],
    };
    const content = contentOf(document);
    expect(contentOf(JSON.parse(content))).toBe(content);
  });

  it.each([
    ['an unknown member', { discount: '5' }, '/prices/0/discount', 'UNKNOWN_MEMBER'],
    [
      'an unknown member of the charge',
      { charge: { ...charge(), a: 1 } },
      '/prices/0/charge/a',
      'UNKNOWN_MEMBER',
    ],
    [
      'a unit on a recurring charge',
      { charge: { ...monthly(), unit: 'x' } },
      '/prices/0/charge/unit',
      'UNKNOWN_MEMBER',
    ],
    [
      'a recurring charge without period',
      { charge: { ...monthly(), period: undefined } },
      '/prices/0/charge/period',
      'NOT_ALLOWED',
    ],
    [
      'a type that does not exist',
      { charge: { ...charge(), type: 'rental' } },
      '/prices/0/charge/type',
      'INVALID',
    ],
    ['a negative amount', { amount: '-8' }, '/prices/0/amount', 'INVALID'],
    ['13 decimals', { amount: '0.0000000000001' }, '/prices/0/amount', 'INVALID'],
    ['13 integer digits', { amount: '1000000000000' }, '/prices/0/amount', 'INVALID'],
    ['exponent notation', { amount: '1e2' }, '/prices/0/amount', 'INVALID'],
    ['a JSON number', { amount: 8 }, '/prices/0/amount', 'TYPE'],
    ['digits of another script', { amount: '١' }, '/prices/0/amount', 'INVALID'],
    ['a negative zero', { amount: '-0' }, '/prices/0/amount', 'INVALID'],
    [
      'a divisor that is no power of ten',
      { charge: { ...charge(), per: '3' } },
      '/prices/0/charge/per',
      'FORMAT',
    ],
    ['a day that does not exist', { validity: { from: '2026-02-30' } }, '/prices/0/validity/from', 'INVALID'],
    [
      'an end before the beginning',
      { validity: { from: '2026-02-01', until: '2026-02-01' } },
      '/prices/0/validity',
      'INVALID',
    ],
    [
      'a condition that does not exist',
      { conditions: { weather: ['fine'] } },
      '/prices/0/conditions/weather',
      'UNKNOWN_MEMBER',
    ],
    ['an unknown model', { model: 'auction' }, '/prices/0/model', 'INVALID'],
    ['an offering id with a space', { offeringId: 'claude 2' }, '/prices/0/offeringId', 'FORMAT'],
  ])('refuses %s with a pointer to it', (_what, change, pointer, code) => {
    expect(errorsOf(withPrice(change))).toMatchObject([{ pointer, code }]);
  });

  it('reads the document that the README shows', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const [, example = ''] = /```json\n(.*?)```/s.exec(readme) ?? [];
    expect(errorsOf(JSON.parse(example))).toEqual([]);
  });

  it.each([[null], [[]], ['text'], [1], [{}]])('refuses %j as a document', (raw) => {
    expect(errorsOf(raw).length).toBeGreaterThan(0);
  });

  it('refuses a currency that does not exist', () => {
    const document = priceListDocument(tokenPrices('claude-2', { input: '8' }), { currency: 'XXX' });
    expect(errorsOf(document)).toMatchObject([{ pointer: '/priceList/currency' }]);
  });

  it('reports every error, not the first only', () => {
    const document = priceListDocument(tokenPrices('claude-2', { input: '-8', output: 'NaN' }));
    expect(errorsOf(document).map(({ pointer }) => pointer)).toEqual([
      '/prices/0/amount',
      '/prices/1/amount',
    ]);
  });
});

describe('prices that contradict each other', () => {
  const price = (id: string, validity: { from?: string; until?: string }) => ({
    ...unitPrice('seat', '1'),
    id,
    validity,
  });

  it('refuses an id that is used twice and names the first use', () => {
    const errors = errorsOf(
      priceListDocument([unitPrice('a', '1'), { ...unitPrice('b', '2'), id: 'a:fee' }]),
    );
    expect(errors).toMatchObject([
      {
        pointer: '/prices/1/id',
        code: 'PRICE_ID_DUPLICATE',
        reason: '"a:fee" is the id of "a:fee" (/prices/0) already',
      },
    ]);
  });

  it('refuses two prices of one charge on the same days and names both', () => {
    const errors = errorsOf(
      priceListDocument([price('old', { until: '2026-06-02' }), price('new', { from: '2026-06-01' })]),
    );
    expect(errors).toMatchObject([{ pointer: '/prices/1/validity', code: 'PRICE_OVERLAP' }]);
    expect(errors[0]?.reason).toContain('"new" and "old" (/prices/0)');
  });

  it('finds an overlap with a long price behind short ones', () => {
    const errors = errorsOf(
      priceListDocument([
        price('short', { from: '2026-02-01', until: '2026-03-01' }),
        price('later', { from: '2026-04-01', until: '2026-05-01' }),
        price('long', { from: '2026-01-01' }),
      ]),
    );
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/prices/2/validity', '/prices/2/validity']);
  });

  it('accepts prices that follow each other without a gap', () => {
    const document = priceListDocument([
      price('old', { until: '2026-06-01' }),
      price('new', { from: '2026-06-01' }),
    ]);
    expect(errorsOf(document)).toEqual([]);
  });

  it('refuses a charge that changes its type', () => {
    const oneTime = unitPrice('seat', '1', { id: 'fee', name: 'Fee', type: 'oneTime' });
    const prices = [
      price('monthly', { until: '2026-06-01' }),
      { ...oneTime, id: 'once', validity: { from: '2026-06-01' } },
    ];
    expect(errorsOf(priceListDocument(prices))).toMatchObject([
      { pointer: '/prices/1/charge', code: 'CHARGE_CHANGED' },
    ]);
  });

  it.each([
    [
      'out of order',
      [{ amount: '1' }, { above: '20', amount: '2' }, { above: '20', amount: '3' }],
      '/tiers/2/above',
    ],
    ['with a threshold on the first', [{ above: '1', amount: '1' }], '/tiers/0/above'],
    ['without a threshold', [{ amount: '1' }, { amount: '2' }], '/tiers/1/above'],
  ])('refuses tiers %s', (_what, tiers, path) => {
    const errors = errorsOf(withPrice({ model: 'volume', amount: undefined, tiers }));
    expect(errors).toMatchObject([{ pointer: `/prices/0${path}`, code: 'TIER_ORDER' }]);
  });

  it.each([
    ['a charge that does not exist', ['input', 'audio'], 1],
    ['a charge of another offering', ['other'], 0],
    ['a charge twice', ['input', 'input'], 1],
    ['charges of different units', ['input', 'requests'], 1],
    ['a charge that is not usage', ['input', 'fee'], 1],
  ])('refuses tiers that count %s', (_what, charges, index) => {
    const [input] = tieredTokenPrices('model', '200000', { input: ['1', '2'] });
    const document = priceListDocument([
      { ...input, tierBasis: { kind: 'sumOf', charges } } as never,
      unitPrice('model', '1', { id: 'requests', name: 'Requests', type: 'usage', unit: 'request' }),
      unitPrice('model', '1'),
      ...tokenPrices('elsewhere', { other: '1' }),
    ]);
    expect(errorsOf(document)).toMatchObject([
      { pointer: `/prices/0/tierBasis/charges/${index}`, code: 'TIER_BASIS_INVALID' },
    ]);
  });
});

function charge() {
  return { id: 'input', name: 'Input', type: 'usage', unit: 'token' };
}

function monthly() {
  return { id: 'fee', name: 'Fee', type: 'recurring', period: 'month' };
}

describe('a list of prices that could all hold', () => {
  it('is refused with one rival for each, and not looked at to its end', () => {
    const prices = Array.from({ length: 900 }, (_, index) => ({
      ...unitPrice('seat', '1'),
      id: `p${index}`,
    }));
    expect(errorsOf(priceListDocument(prices))).toHaveLength(899);
    const more = ['a', 'b'].flatMap((id) =>
      Array.from({ length: 900 }, (_, index) => ({ ...unitPrice(id, '1'), id: `${id}${index}` })),
    );
    expect(errorsOf(priceListDocument(more))).toHaveLength(1_000);
  });
});

describe('percentages of charges', () => {
  const month = { id: 'fee', name: 'Fee', type: 'recurring', period: 'month' } as const;
  const year = { ...month, period: 'year' } as const;
  const once = { id: 'fee', name: 'Fee', type: 'oneTime' } as const;
  const base = unitPrice('base', '10');
  const part = (of: readonly string[], charge: PriceEntry['charge'] = month, id = 'part'): PriceEntry => ({
    id,
    offeringId: id,
    charge,
    model: 'percentOfTotal',
    percent: '10',
    of: { scope: 'quote', charges: of.map((offeringId) => ({ offeringId, chargeId: 'fee' })) },
  });
  const ramp = [
    { fromMonth: 1, percent: '0' },
    { fromMonth: 4, percent: '100' },
  ];
  const chain = (length: number) => [
    base,
    ...Array.from({ length }, (_, index) =>
      part([index === 0 ? 'base' : `p${index - 1}`], month, `p${index}`),
    ),
  ];

  it.each([
    ['the same one twice', [base, part(['base', 'base'])], 'INVALID'],
    ['one that grows in phases', [{ ...base, ramp }, part(['base'])], 'TOTAL_RAMPED'],
    ['a monthly one each year', [base, part(['base'], year)], 'TOTAL_MIXED'],
    ['each other in a circle', [part(['q'], month, 'p'), part(['p'], month, 'q')], 'TOTAL_CIRCULAR'],
    ['each other eleven times', chain(11), 'TOTAL_TOO_DEEP'],
  ])('of %s are refused', (_what, prices, code) => {
    expect(errorsOf(priceListDocument(prices))[0]).toMatchObject({ code });
  });

  it('of a single amount may be asked for every year, and of each other ten times', () => {
    expect(errorsOf(priceListDocument([unitPrice('base', '10', once), part(['base'], year)]))).toEqual([]);
    expect(errorsOf(priceListDocument(chain(10)))).toEqual([]);
  });
});

describe('rules of a price list', () => {
  const about = (chargeId: string) => ({
    ...priceListDocument([unitPrice('seat', '1')]),
    adjustments: [
      {
        id: 'a',
        name: 'A',
        stage: 'term',
        appliesTo: { chargeIds: [chargeId] },
        adjustment: { type: 'percent', value: '-5' },
      },
    ],
  });

  it('must be about charges that the list has: a typing error would be a rule that never acts', () => {
    expect(errorsOf(about('fee'))).toEqual([]);
    expect(errorsOf(about('fees'))).toMatchObject([
      { pointer: '/adjustments/0/appliesTo/chargeIds/0', code: 'CHARGE_UNKNOWN' },
    ]);
  });
});
