import { Decimal, decimalText } from '@quotewright/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { volumePrice } from '../testing/price-documents.ts';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { factsOf, resultOf } from '../testing/pricing-facts.ts';
import { ADJUSTMENT_STAGES, type Adjustment, type PriceRule } from './price-adjustment.ts';
import type { ExplanationStep } from './price-result.ts';
import type { StageName } from './waterfall.ts';

/** Different ones, so that a step with the version of something else is noticed. */
const LIST = 7;
const CONTRACT = 5;
const PROMOTIONS = 3;
const CONFIGURATION = 2;

const VERSIONS: Readonly<Record<StageName, number>> = {
  list: LIST,
  contract: CONTRACT,
  tier: LIST,
  attribute: LIST,
  term: LIST,
  promotion: PROMOTIONS,
  manual: 0,
  channel: LIST,
  rounding: CONFIGURATION,
};

const hundredths = (min: number, max: number) =>
  fc.integer({ min, max }).map((number) => decimalText(new Decimal(number).dividedBy(100)));

const adjustment: fc.Arbitrary<Adjustment> = fc.oneof(
  fc.record({ type: fc.constant('percent' as const), value: hundredths(-10_000, 5_000) }),
  fc.record({
    type: fc.constantFrom('amount' as const, 'amountPerUnit' as const),
    value: hundredths(-900, 900),
  }),
  fc.record({ type: fc.constant('unitPrice' as const), value: hundredths(0, 9_000) }),
);

const rules = (of: string) =>
  fc
    .array(
      fc.record({
        adjustment,
        priority: fc.integer({ min: 0, max: 2 }),
        combination: fc.constantFrom<PriceRule['combination']>('exclusive', 'stackable'),
      }),
      { maxLength: 4 },
    )
    .map((found) => found.map((rule, index) => ({ ...rule, id: `${of}-${index}`, name: `${of} ${index}` })));

const sales = fc.record({
  quantity: fc.integer({ min: 1, max: 120 }).map(String),
  amounts: fc.tuple(hundredths(1, 99_999), hundredths(1, 99_999)),
  floor: hundredths(1, 999_999),
  firstPercent: fc.option(hundredths(0, 10_000), { nil: undefined }),
  contractAmount: fc.option(hundredths(1, 99_999), { nil: undefined }),
  adjustments: rules('adjustment'),
  promotions: rules('promotion'),
  manual: fc.array(adjustment, { maxLength: 2 }),
  roundingDecimals: fc.integer({ min: 0, max: 3 }),
});
type Sale = typeof sales extends fc.Arbitrary<infer Value> ? Value : never;

function chargeOf(sale: Sale) {
  const { quantity, amounts, floor, firstPercent, contractAmount, roundingDecimals } = sale;
  const [amount, higher] = amounts;
  const ramp = [
    { fromMonth: 1, percent: firstPercent ?? '' },
    { fromMonth: 7, percent: '100' },
  ];
  const price = {
    ...volumePrice('seat', [{ amount }, { above: '49', amount: higher }]),
    floor,
    ...(firstPercent !== undefined && { ramp }),
  };
  const always = { validity: {}, conditions: {}, appliesTo: {} };
  const facts = factsOf([price], {
    adjustments: sale.adjustments.map((rule, index) => ({
      ...rule,
      stage: ADJUSTMENT_STAGES[index % ADJUSTMENT_STAGES.length] as 'term',
    })),
    promotions: {
      format: 'quotewright/promotions@1',
      promotions: sale.promotions.map((rule) => ({ ...rule, ...always, code: rule.id.toUpperCase() })),
    },
    contractPrices: {
      format: 'quotewright/contract-prices@1',
      prices:
        contractAmount === undefined
          ? []
          : [
              {
                id: 'agreed',
                offeringId: 'seat',
                chargeId: 'fee',
                currency: 'USD',
                model: 'flat',
                amount: contractAmount,
                validity: {},
                priority: 0,
              },
            ],
    },
  });
  const manualOverride = sale.manual.map((given) => ({
    chargeId: 'fee',
    adjustment: given,
    reason: 'strategic',
  }));
  const input = aPriceInput({
    priceLists: [{ id: 'standard-usd', version: LIST }],
    contractSetVersion: CONTRACT,
    promotionSetVersion: PROMOTIONS,
    tenantConfigVersion: CONFIGURATION,
    roundingDecimals,
    promotionCodes: sale.promotions.map(({ id }) => id.toUpperCase()),
    lines: [aPriceInputLine({ offeringId: 'seat', quantity, manualOverride })],
  });
  const [charge] = resultOf(input, facts).lines[0]?.charges ?? [];
  if (charge === undefined) throw new Error('there is no charge');
  return charge;
}

/** What a reader with pen and paper makes of a step. */
function replayed({ skipped, before, adjustment: { type, value } }: ExplanationStep): Decimal {
  const amount = new Decimal(before);
  if (skipped !== undefined) return amount;
  switch (type) {
    case 'set':
      return new Decimal(value);
    case 'add':
      return amount.plus(value);
    case 'multiply':
      return amount.times(value);
    case 'round':
      return amount.toDecimalPlaces(Number(value), Decimal.ROUND_HALF_UP);
  }
}

describe('an explanation', () => {
  it('complaint: rules cannot be debugged: replaying the steps gives every amount', () => {
    fc.assert(
      fc.property(sales, (sale) => {
        const charge = chargeOf(sale);
        for (const { amount, explanation } of [charge, ...(charge.phases ?? [])]) {
          let current = new Decimal(0);
          for (const [index, step] of explanation.entries()) {
            expect(step.seq).toBe(index + 1);
            expect(step.before).toBe(decimalText(current));
            current = replayed(step);
            expect(step.after).toBe(decimalText(current));
          }
          expect(current.equals(amount.amount)).toBe(true);
        }
      }),
    );
  });

  it('complaint: rules cannot be debugged: every rule that holds has a step with its id and version', () => {
    fc.assert(
      fc.property(sales, (sale) => {
        const charge = chargeOf(sale);
        const expected = [
          'seat:fee',
          ...(sale.contractAmount === undefined ? [] : ['agreed']),
          ...sale.adjustments.map(({ id }) => id),
          ...sale.promotions.map(({ id }) => id),
          ...sale.manual.map((_, index) => `manual/${index}`),
        ];
        for (const { explanation } of [charge, ...(charge.phases ?? [])]) {
          const told = explanation.map(({ ruleId }) => ruleId);
          for (const id of expected) expect(told.filter((other) => other === id).length).toBeGreaterThan(0);
          for (const { stage, ruleVersion } of explanation) {
            expect(ruleVersion).toBe(VERSIONS[stage as StageName]);
          }
        }
      }),
    );
  });
});
