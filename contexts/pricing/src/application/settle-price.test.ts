import { Decimal } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { describe, expect, it } from 'vitest';
import { inputHashOf } from '../domain/price-identity.ts';
import type { Promotion } from '../domain/promotion.ts';
import type { PinnedPrice, PricesOfInputs } from '../ports/prices-of-inputs.ts';
import { unitPrice } from '../testing/price-documents.ts';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { factsOf, resultOf } from '../testing/pricing-facts.ts';
import { settlePrice } from './settle-price.ts';

const COUNT = 100;

const promotions = Array.from(
  { length: COUNT },
  (_, at): Promotion => ({
    id: `p${String(at).padStart(3, '0')}`,
    name: `Promotion ${at}`,
    priority: 0,
    combination: 'exclusive',
    validity: {},
    conditions: {},
    appliesTo: {},
    adjustment: { type: 'percent', value: '-10' },
    currency: 'USD',
    limits: { budget: '1' },
  }),
);
const set = { format: 'quotewright/promotions@1', promotions } as const;
const facts = factsOf([unitPrice('seat', '100')], { promotions: set });
const input = aPriceInput({ promotionSetVersion: 1, lines: [aPriceInputLine({ offeringId: 'seat' })] });

const pinned: PinnedPrice = {
  input,
  inputHash: inputHashOf(input),
  offerings: facts.offerings,
  ruleSets: { promotions: { version: 1, content: set } },
};

/** Prices as they are calculated, and how often that was asked for. */
function counted() {
  const asked: string[] = [];
  const prices: PricesOfInputs = {
    async price(_tx, { input: now, inputHash }) {
      asked.push(inputHash);
      const priced = { input: now, inputHash, result: resultOf(now, facts), priceHash: 'x' };
      return { priced, source: 'computed', computedAt: 0 };
    },
  };
  return { prices, asked };
}

const usageWhere = (leaves: (id: string) => number) => ({
  exhausted: async () => new Set<string>(),
  overspent: async (_tx: Tx, used: readonly { promotion: Promotion; discount: Decimal }[]) =>
    new Set(
      used.flatMap(({ promotion: { id }, discount }) => (discount.greaterThan(leaves(id)) ? [id] : [])),
    ),
});

const noTransaction = (work: (tx: Tx) => Promise<unknown>) => work({} as Tx);

describe('a promotion whose budget has less left than it would take off', () => {
  it('counts as exhausted, which is another input, and the next one takes its place', async () => {
    const { prices, asked } = counted();
    const left = (id: string) => (id === 'p002' ? 10 : 9);
    const settle = settlePrice({ prices, promotionUsage: usageWhere(left) });
    const { priced } = await settle(noTransaction as never, pinned);
    expect(priced.input.exhaustedPromotions).toEqual(['p000', 'p001']);
    expect(priced.result.totals.recurring[0]?.amount.amount).toBe('90.00');
    expect(new Set(asked).size).toBe(3);
  });

  it('does not make a price take for ever where hundreds of them have nothing left', async () => {
    const { prices, asked } = counted();
    const settle = settlePrice({ prices, promotionUsage: usageWhere(() => 0) });
    const { priced } = await settle(noTransaction as never, pinned);
    expect(priced.result.totals.recurring[0]?.amount.amount).toBe('100.00');
    expect(priced.input.exhaustedPromotions).toHaveLength(COUNT);
    expect(asked.length).toBeLessThanOrEqual(21);
  });
});
