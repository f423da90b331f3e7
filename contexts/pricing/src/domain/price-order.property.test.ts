import { canonicalJson } from '@quotewright/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitPrice } from '../testing/price-documents.ts';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { factsOf, resultOf } from '../testing/pricing-facts.ts';
import type { PricingFacts } from './calculate.ts';
import { compileIndex } from './compile-price-index.ts';
import type { ContractPrice } from './contract-price.ts';
import type { Price } from './price.ts';
import type { PriceAdjustment, PriceRule } from './price-adjustment.ts';

interface Ranked {
  readonly id: string;
  readonly priority: number;
  readonly amount: string;
  readonly combination: PriceRule['combination'];
}

/** Few priorities, so that most of them tie. */
const ranked = fc.uniqueArray(
  fc.record({
    id: fc.stringMatching(/^[a-zA-Z0-9]{1,3}$/),
    priority: fc.integer({ min: -1, max: 1 }),
    amount: fc.integer({ min: 1, max: 99 }).map(String),
    combination: fc.constantFrom<PriceRule['combination']>('exclusive', 'stackable'),
  }),
  { selector: ({ id }) => id, minLength: 2, maxLength: 8 },
);

/** The same in two orders. */
const twice = ranked.chain((items) => {
  const all = { minLength: items.length, maxLength: items.length };
  return fc.tuple(fc.shuffledSubarray(items, all), fc.shuffledSubarray(items, all));
});

/** Chosen one by one: nothing that is left comes before it. */
function ranking(items: readonly Ranked[]): readonly string[] {
  const [first, ...others] = items;
  if (first === undefined) return [];
  const comesBefore = (one: Ranked, other: Ranked) =>
    one.priority === other.priority ? one.id < other.id : one.priority > other.priority;
  const best = others.reduce((leader, other) => (comesBefore(other, leader) ? other : leader), first);
  return [best.id, ...ranking(items.filter((item) => item !== best))];
}

const BASE = factsOf([unitPrice('seat', '100')]);
const SEAT = BASE.prices.get('seat')?.charges[0]?.prices[0] as Price;

/** What a list with these prices and rules is compiled to. */
function listed(prices: readonly Price[], adjustments: readonly PriceAdjustment[] = []) {
  const { entries, rules } = compileIndex({ prices, adjustments });
  return { prices: entries, rules };
}

const AGREED = {
  offeringId: 'seat',
  chargeId: 'fee',
  currency: 'USD',
  model: 'flat',
  validity: {},
} as const;

/** What prices have of it. */
const bare = ({ id, priority, amount }: Ranked) => ({ id, priority, amount });

const ruleOf = ({ amount, ...item }: Ranked): PriceRule => ({
  ...item,
  name: item.id,
  validity: {},
  conditions: {},
  appliesTo: {},
  adjustment: { type: 'percent', value: `-${amount}` },
});

/** Prices and rules that all hold, as facts, and the stage that tells of them. */
const KINDS: readonly (readonly [string, string, (items: readonly Ranked[]) => Partial<PricingFacts>])[] = [
  [
    'prices of a charge',
    'list',
    (items) => listed(items.map((item): Price => ({ ...SEAT, ...bare(item), model: 'flat' }))),
  ],
  [
    'contract prices',
    'contract',
    (items) => ({
      contractPrices: {
        format: 'quotewright/contract-prices@1',
        prices: items.map((item): ContractPrice => ({ ...AGREED, ...bare(item) })),
      },
    }),
  ],
  [
    'rules of a price list',
    'channel',
    (items) =>
      listed(
        [SEAT],
        items.map((item) => ({ ...ruleOf(item), stage: 'channel' })),
      ),
  ],
  [
    'promotions',
    'promotion',
    (items) => ({ promotions: { format: 'quotewright/promotions@1', promotions: items.map(ruleOf) } }),
  ],
];

describe.each(KINDS)('%s that hold at the same time', (_kind, stage, factsFrom) => {
  const input = aPriceInput({
    contractSetVersion: 1,
    promotionSetVersion: 1,
    lines: [aPriceInputLine({ offeringId: 'seat' })],
  });
  const priced = (items: readonly Ranked[]) => resultOf(input, { ...BASE, ...factsFrom(items) });

  it('complaint: priority is ignored on ties: never the order of a document, always priority, then id', () => {
    fc.assert(
      fc.property(twice, ([items, shuffled]) => {
        const result = priced(items);
        expect(canonicalJson(priced(shuffled))).toBe(canonicalJson(result));
        const steps = result.lines[0]?.charges[0]?.explanation.filter((step) => step.stage === stage) ?? [];
        const order = ranking(items);
        expect(steps.find(({ skipped }) => skipped === undefined)?.ruleId).toBe(order[0]);
        // Prices that lost are told of before the one that counts.
        const told = steps.map(({ ruleId }) => ruleId);
        const [winner, ...losers] = order;
        expect(told).toEqual(
          stage === 'list' || stage === 'contract' ? [...losers, winner] : [winner, ...losers],
        );
      }),
    );
  });
});
