import { describe, expect, it } from 'vitest';
import { unitPrice } from '../testing/price-documents.ts';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { factsOf, resultOf } from '../testing/pricing-facts.ts';
import type { Promotion } from './promotion.ts';
import { redeemedPromotions } from './redeemed-promotions.ts';

const SET_UP = { id: 'set-up', name: 'Set-up', type: 'oneTime' } as const;

function promotion(id: string, percent: string, change: Partial<Promotion> = {}): Promotion {
  return {
    id,
    name: id,
    priority: 0,
    combination: 'stackable',
    validity: {},
    conditions: {},
    appliesTo: {},
    adjustment: { type: 'percent', value: percent },
    ...change,
  };
}

/** What promotions took off two lines: three seats at 10.00 a month and 7.00 once, and one of them. */
function takenOff(promotions: readonly Promotion[], roundingDecimals = 2) {
  const facts = factsOf([unitPrice('seat', '10'), unitPrice('seat', '7', SET_UP)], {
    promotions: { format: 'quotewright/promotions@1', promotions },
  });
  const lines = ['3', '1'].map((quantity, index) =>
    aPriceInputLine({ id: `line-${index}`, offeringId: 'seat', quantity }),
  );
  const input = aPriceInput({ lines, promotionSetVersion: 4, roundingDecimals });
  return redeemedPromotions(input, resultOf(input, facts)).map(({ promotionId, setVersion, discount }) => [
    promotionId,
    setVersion,
    discount.toFixed(),
  ]);
}

describe('what a price has used of promotions', () => {
  it('is summed over charges and lines, by promotion in the order of ids, each of what the one before left', () => {
    expect(takenOff([promotion('b', '-10', { priority: 1 }), promotion('a', '-50')])).toEqual([
      ['a', 4, '30.6'],
      ['b', 4, '6.8'],
    ]);
  });

  it('leaves out promotions that lost, or were about something else', () => {
    const promotions = [
      promotion('best', '-10', { priority: 1, combination: 'exclusive' }),
      promotion('loser', '-20'),
      promotion('other', '-30', { priority: 2, appliesTo: { offeringIds: ['chair'] } }),
    ];
    expect(takenOff(promotions)).toEqual([['best', 4, '6.8']]);
  });

  it('is rounded once, half-up to the decimals of the price', () => {
    expect(takenOff([promotion('a', '-1.25')], 1)).toEqual([['a', 4, '0.9']]);
    expect(takenOff([promotion('a', '-1.25')], 2)).toEqual([['a', 4, '0.85']]);
  });

  it('is nothing of a promotion that made the price higher', () => {
    expect(takenOff([promotion('a', '10')])).toEqual([['a', 4, '0']]);
  });
});

describe('a promotion on a ramp', () => {
  it('counts with the phase in which it takes most', () => {
    const ramp = [
      { fromMonth: 1, percent: '0' },
      { fromMonth: 4, percent: '100' },
    ];
    const facts = factsOf([{ ...unitPrice('seat', '10'), ramp }], {
      promotions: { format: 'quotewright/promotions@1', promotions: [promotion('tenth', '-10')] },
    });
    const input = aPriceInput({ lines: [aPriceInputLine({ offeringId: 'seat' })], promotionSetVersion: 4 });
    const used = redeemedPromotions(input, resultOf(input, facts));
    expect(used.map(({ promotionId, discount }) => [promotionId, discount.toFixed()])).toEqual([
      ['tenth', '1'],
    ]);
  });

  it('is not used by what another one has made free', () => {
    expect(takenOff([promotion('all', '-100', { priority: 1 }), promotion('more', '-10')])).toHaveLength(1);
  });
});
