import { canonicalJson } from '@quotewright/kernel';
import { describe, expect, it } from 'vitest';
import { CONTRACT_PRICES_FORMAT } from './contract-price.ts';
import { ruleSetReaders } from './read-rule-set.ts';

const SEAT = {
  id: 'seat-2026',
  offeringId: 'secure-seat',
  chargeId: 'fee',
  currency: 'EUR',
  model: 'flat',
  amount: '9.90',
};

function read(...prices: readonly object[]) {
  return ruleSetReaders.contractPrices.read({
    format: CONTRACT_PRICES_FORMAT,
    prices: JSON.parse(JSON.stringify(prices)),
  });
}

function errorsOf(...prices: readonly object[]) {
  const result = read(...prices);
  return result.ok ? [] : result.errors.map(({ pointer, code }) => [pointer, code]);
}

const tiered = (...tiers: readonly object[]) => ({ ...SEAT, amount: undefined, model: 'volume', tiers });

describe('a document of contract prices', () => {
  it('is kept with defaults filled in and decimals written in one way, and reads back as itself', () => {
    const result = read(SEAT, {
      ...tiered({ above: '0', amount: '9' }, { above: '49.0', amount: '8.50' }),
      id: 'b',
      chargeId: 'use',
    });
    expect(result).toEqual({
      ok: true,
      content: {
        format: CONTRACT_PRICES_FORMAT,
        prices: [
          { ...SEAT, amount: '9.9', validity: {}, priority: 0 },
          {
            id: 'b',
            offeringId: 'secure-seat',
            chargeId: 'use',
            currency: 'EUR',
            validity: {},
            priority: 0,
            model: 'volume',
            tiers: [{ amount: '9' }, { above: '49', amount: '8.5' }],
            tierBasis: { kind: 'own' },
          },
        ],
      },
    });
    const { content } = result as Extract<typeof result, { ok: true }>;
    expect(ruleSetReaders.contractPrices.read(JSON.parse(canonicalJson(content)))).toEqual(result);
  });

  it.each([
    ['a price of other prices', { ...SEAT, model: 'percentOfTotal' }, '/prices/0/model', 'INVALID'],
    ['a currency that is none', { ...SEAT, currency: 'EURO' }, '/prices/0/currency', 'INVALID'],
    ['a negative amount', { ...SEAT, amount: '-1' }, '/prices/0/amount', 'INVALID'],
    [
      'tiers that fall',
      tiered({ amount: '9' }, { above: '50', amount: '8' }, { above: '20', amount: '7' }),
      '/prices/0/tiers/2/above',
      'TIER_ORDER',
    ],
    [
      'a tier that holds from nowhere on',
      tiered({ amount: '9' }, { amount: '8' }),
      '/prices/0/tiers/1/above',
      'TIER_ORDER',
    ],
    ['a floor above the ceiling', { ...SEAT, floor: '5', ceiling: '4' }, '/prices/0/floor', 'BOUNDS_EMPTY'],
    [
      'a floor above the ceiling of a tier',
      tiered({ amount: '9', floor: '5', ceiling: '4' }),
      '/prices/0/tiers/0/floor',
      'BOUNDS_EMPTY',
    ],
  ])('is refused whole with %s', (_what, price, pointer, code) => {
    expect(errorsOf(price)).toEqual([[pointer, code]]);
  });

  it('points at an id that is there already', () => {
    expect(errorsOf(SEAT, { ...SEAT, chargeId: 'set-up' })).toEqual([['/prices/1/id', 'ID_DUPLICATE']]);
  });

  describe('with two prices of one charge', () => {
    const other = (change: object) => ({ ...SEAT, id: 'other', amount: '1', ...change });
    const until = { validity: { until: '2026-07-01' } };

    it.each([
      ['on the same days', SEAT, other({})],
      ['on one common day', { ...SEAT, ...until }, other({ validity: { from: '2026-06-30' } })],
      [
        'for one market in common',
        { ...SEAT, conditions: { markets: ['EU', 'US'] } },
        other({ conditions: { markets: ['US'] } }),
      ],
      ['of which one holds under any condition', SEAT, other({ conditions: { markets: ['US'] } })],
      ['of the same declared priority', { ...SEAT, priority: 3 }, other({ priority: 3 })],
    ])('is refused %s: they need an order', (_what, first, second) => {
      expect(errorsOf(first, second)).toEqual([['/prices/1/validity', 'PRICE_OVERLAP']]);
    });

    it.each([
      ['one begins when the other ends', { ...SEAT, ...until }, other({ validity: { from: '2026-07-01' } })],
      ['they have different priorities', SEAT, other({ priority: 1 })],
      [
        'no line can meet both',
        { ...SEAT, conditions: { quantity: { max: '49' } } },
        other({ conditions: { quantity: { min: '50' } } }),
      ],
      ['they are in different currencies', SEAT, other({ currency: 'USD' })],
      ['they are of different offerings', SEAT, other({ offeringId: 'dns-security' })],
    ])('is fine where %s', (_what, first, second) => {
      expect(errorsOf(first, second)).toEqual([]);
    });
  });

  it('has at most 5,000 prices', () => {
    const many = Array.from({ length: 5_001 }, (_, index) => ({
      ...SEAT,
      id: `p${index}`,
      offeringId: `o${index}`,
    }));
    expect(errorsOf(...many)).toEqual([['/prices', 'TOO_LARGE']]);
    expect(errorsOf(...many.slice(1))).toEqual([]);
  });
});
