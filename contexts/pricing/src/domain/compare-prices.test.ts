import { decimal, Money, type MoneyJson } from '@quotewright/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitPrice, volumePrice } from '../testing/price-documents.ts';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { factsOf, resultOf } from '../testing/pricing-facts.ts';
import { comparePrices } from './compare-prices.ts';
import type { ChargeComparison, PriceComparison } from './price-comparison.ts';
import type { PriceListDocument } from './price-list-document.ts';
import type { PriceResult } from './price-result.ts';
import { renderComparison } from './render-comparison.ts';

const SEATS = volumePrice('seat', [{ amount: '13' }, { above: '49', amount: '12' }]);
const SET_UP = unitPrice('site', '250', { id: 'set-up', name: 'Set-up', type: 'oneTime' });
const SUPPORT = unitPrice('support', '99.9', {
  id: 'fee',
  name: 'Support',
  type: 'recurring',
  period: 'year',
});

type Adjustments = PriceListDocument['adjustments'];

function priced(
  quantities: Readonly<Record<string, number>>,
  change: {
    readonly prices?: readonly (typeof SEATS)[];
    readonly adjustments?: Adjustments;
    readonly version?: number;
  } = {},
): PriceResult {
  const { prices = [SEATS, SET_UP, SUPPORT], adjustments = [], version = 1 } = change;
  const lines = Object.entries(quantities).map(([offeringId, quantity]) =>
    aPriceInputLine({ id: `line of ${offeringId}`, offeringId, quantity: String(quantity) }),
  );
  return resultOf(
    aPriceInput({ lines, priceLists: [{ id: 'standard-usd', version }] }),
    factsOf(prices, { adjustments }),
  );
}

const results = fc
  .record(
    {
      seat: fc.integer({ min: 1, max: 100 }),
      site: fc.integer({ min: 1, max: 5 }),
      support: fc.integer({ min: 1, max: 3 }),
    },
    { requiredKeys: [] },
  )
  .filter((quantities) => Object.keys(quantities).length > 0)
  .map((quantities) => priced(quantities));

const byKey = ({ lines }: PriceComparison) =>
  new Map(
    lines.flatMap(({ id, charges }) =>
      charges.map((charge) => [`${id} ${charge.chargeId}`, charge.difference.amount] as const),
    ),
  );

const sumOf = (
  { lines, currency }: PriceComparison,
  wanted: (charge: ChargeComparison) => boolean,
): MoneyJson =>
  Money.sum(
    lines.flatMap(({ charges }) =>
      charges.filter(wanted).map(({ difference }) => Money.fromJson(difference)),
    ),
    currency,
  ).toJSON();

describe('a comparison of prices', () => {
  it('finds nothing between a price and itself', () => {
    fc.assert(
      fc.property(results, (result) => {
        const { changed, versions, lines, totals } = comparePrices(result, result);
        expect(changed).toBe(false);
        expect(versions).toEqual([]);
        expect(lines.every(({ change }) => change === 'same')).toBe(true);
        for (const total of [totals.oneTime, totals.usage, ...totals.recurring]) {
          expect(decimal(total.difference.amount).isZero()).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('finds the opposite the other way round', () => {
    const opposite = { added: 'removed', removed: 'added', changed: 'changed', same: 'same' } as const;
    fc.assert(
      fc.property(results, results, (one, other) => {
        const there = comparePrices(one, other);
        const back = comparePrices(other, one);
        const differences = byKey(back);
        for (const [key, amount] of byKey(there)) {
          expect(
            decimal(amount)
              .plus(decimal(differences.get(key) as string))
              .isZero(),
          ).toBe(true);
        }
        const changes = new Map(back.lines.map(({ id, change }) => [id, opposite[change]]));
        expect(new Map(there.lines.map(({ id, change }) => [id, change]))).toEqual(changes);
      }),
      { numRuns: 50 },
    );
  });

  it('has differences of charges that come to those of the totals', () => {
    fc.assert(
      fc.property(results, results, (one, other) => {
        const comparison = comparePrices(one, other);
        const { oneTime, usage, recurring } = comparison.totals;
        expect(sumOf(comparison, ({ type }) => type === 'oneTime')).toEqual(oneTime.difference);
        expect(sumOf(comparison, ({ type }) => type === 'usage')).toEqual(usage.difference);
        for (const { period, difference } of recurring) {
          expect(sumOf(comparison, (charge) => charge.period === period)).toEqual(difference);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('says what was added, removed and changed, in the order of the later price', () => {
    const { lines } = comparePrices(priced({ seat: 49, support: 1 }), priced({ site: 1, seat: 50 }));
    expect(lines.map(({ id, change }) => [id, change])).toEqual([
      ['line of site', 'added'],
      ['line of seat', 'changed'],
      ['line of support', 'removed'],
    ]);
    expect(lines[0]?.charges[0]).toMatchObject({ change: 'added', after: { amount: '250.00' } });
    expect(lines[0]?.charges[0]).not.toHaveProperty('before');
    expect(lines[2]?.charges[0]?.difference.amount).toBe('-99.90');
  });

  it('points at the tier that more units reach', () => {
    const { lines } = comparePrices(priced({ seat: 49 }), priced({ seat: 50 }));
    expect(lines[0]).toMatchObject({ quantityBefore: '49', quantityAfter: '50' });
    const charge = lines[0]?.charges[0];
    expect(charge).toMatchObject({ before: { amount: '637.00' }, after: { amount: '600.00' } });
    expect(charge?.partsAt).toEqual({
      after: expect.objectContaining({ stage: 'tier', reasonCode: 'TIER_REACHED', after: '600' }),
    });
  });

  it('points at the amounts where the same rules act on another quantity', () => {
    const charge = comparePrices(priced({ seat: 10 }), priced({ seat: 11 })).lines[0]?.charges[0];
    expect(charge?.partsAt?.before).toMatchObject({ stage: 'list', input: { quantity: '10' } });
    expect(charge?.partsAt?.after).toMatchObject({ stage: 'list', input: { quantity: '11' } });
  });

  it('points at a rule that only one price has, and at nothing on the other side', () => {
    const discount = {
      id: 'loyal',
      name: 'Loyal customers',
      stage: 'term',
      adjustment: { type: 'percent', value: '-5' },
    } as const;
    const before = priced({ seat: 10 });
    const after = priced({ seat: 10 }, { adjustments: [discount], version: 2 });
    const { versions, lines } = comparePrices(before, after);
    expect(versions).toEqual([{ of: 'priceList', id: 'standard-usd', before: '1', after: '2' }]);
    const partsAt = lines[0]?.charges[0]?.partsAt;
    expect(partsAt).toEqual({
      after: expect.objectContaining({ ruleId: 'loyal', reasonCode: 'TERM_ADJUSTED' }),
    });
    expect(comparePrices(after, before).lines[0]?.charges[0]?.partsAt).toEqual({ before: partsAt?.after });
  });

  it('does not call a new version of the same prices a change', () => {
    const { changed, versions, lines } = comparePrices(
      priced({ seat: 10 }),
      priced({ seat: 10 }, { version: 2 }),
    );
    expect([changed, versions.length, lines[0]?.change]).toEqual([false, 1, 'same']);
  });

  it('takes a charge in another rhythm for another charge', () => {
    const monthly = { ...SUPPORT, charge: { ...SUPPORT.charge, period: 'month' as const } };
    const { lines, totals } = comparePrices(
      priced({ support: 1 }),
      priced({ support: 1 }, { prices: [monthly] }),
    );
    expect(lines[0]?.charges.map(({ period, change }) => [period, change])).toEqual([
      ['month', 'added'],
      ['year', 'removed'],
    ]);
    expect(totals.recurring.map(({ period, difference }) => [period, difference.amount])).toEqual([
      ['month', '99.90'],
      ['year', '-99.90'],
    ]);
  });

  it('looks for the reason in the phases of a ramp when the first one is the same', () => {
    const ramped = (percent: string) => ({
      ...SUPPORT,
      ramp: [
        { fromMonth: 1, percent: '50' },
        { fromMonth: 13, percent },
      ],
    });
    const { lines } = comparePrices(
      priced({ support: 1 }, { prices: [ramped('90')] }),
      priced({ support: 1 }, { prices: [ramped('100')] }),
    );
    const [charge] = lines[0]?.charges ?? [];
    expect(charge).toMatchObject({ change: 'changed', difference: { amount: '0.00' } });
    expect(charge?.partsAt).toMatchObject({ fromMonth: 13, after: { reasonCode: 'RAMP_PHASE' } });
    expect(charge?.phases).toMatchObject([
      {
        fromMonth: 13,
        before: { amount: '89.91' },
        after: { amount: '99.90' },
        difference: { amount: '9.99' },
      },
    ]);
  });

  it('compares the phases of a ramp with what is paid without one', () => {
    const ramp = [
      { fromMonth: 1, percent: '50' },
      { fromMonth: 13, percent: '100' },
    ];
    const comparison = comparePrices(
      priced({ support: 1 }),
      priced({ support: 1 }, { prices: [{ ...SUPPORT, ramp }] }),
    );
    const [charge] = comparison.lines[0]?.charges ?? [];
    expect(charge?.difference.amount).toBe('-49.95');
    expect(charge?.phases).toMatchObject([{ fromMonth: 13, difference: { amount: '0.00' } }]);
    expect(renderComparison(comparison)).toContain('from month 13 on: 99.90 → 99.90 USD (+0.00) a year');
  });

  it('compares the first period of a prorated charge', () => {
    const daily = {
      ...SUPPORT,
      charge: { ...SUPPORT.charge, period: 'month' as const, proration: 'daily' as const },
    };
    const beginning = (startDate: string) =>
      resultOf(
        aPriceInput({ lines: [aPriceInputLine({ offeringId: 'support', startDate })] }),
        factsOf([daily]),
      );
    const comparison = comparePrices(beginning('2026-06-01'), beginning('2026-06-16'));
    const [charge] = comparison.lines[0]?.charges ?? [];
    expect(charge).toMatchObject({
      change: 'changed',
      difference: { amount: '0.00' },
      firstPeriod: {
        before: { amount: '99.90' },
        after: { amount: '49.95' },
        difference: { amount: '-49.95' },
      },
    });
    expect(charge).not.toHaveProperty('partsAt');
    expect(renderComparison(comparison)).toContain('first period: 99.90 → 49.95 USD (-49.95)');
  });

  it('refuses two currencies', () => {
    const one = priced({ seat: 1 });
    expect(() => comparePrices(one, { ...one, currency: 'EUR' })).toThrow(
      '/after/currency: USD and EUR cannot be compared',
    );
  });

  it('is told in sentences', () => {
    const text = renderComparison(
      comparePrices(priced({ seat: 49, support: 1 }), priced({ seat: 50, site: 1, support: 1 })),
    );
    expect(text).toContain('The prices in USD differ.');
    expect(text).toContain('seat × 49 → 50 (line of seat): changed');
    expect(text).toContain('Fee: 637.00 → 600.00 USD (-37.00) a month');
    expect(text).toContain('Set-up: 250.00 USD added');
    expect(text).toContain('1 line is the same.');
    expect(text).toContain('Total per month: 637.00 → 600.00 USD (-37.00)');
  });
});
