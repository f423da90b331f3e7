import type { PricedQuote } from '@quotewright/pricing';
import { describe, expect, it } from 'vitest';
import { freeze } from './revision.ts';

const fee = {
  chargeId: 'fee',
  name: 'Fee',
  type: 'recurring',
  period: 'month',
  quantity: '2',
  unit: 'seat',
  unitPrice: { amount: '2.00', currency: 'USD' },
  per: '1',
  amount: { amount: '4.00', currency: 'USD' },
} as const;

const zero = { amount: '0.00', currency: 'USD' };

const priced = {
  input: {
    catalogVersion: 7,
    priceLists: [{ id: 'standard', version: 3 }],
    engineVersion: '1',
    lines: [{ id: 'item-1', offeringId: 'seat', quantity: '2', usage: { input: '5' } }],
  },
  inputHash: 'i',
  priceHash: 'p',
  result: {
    lines: [
      {
        id: 'item-1',
        offeringId: 'seat',
        name: 'Seat',
        quantity: '2',
        charges: [{ ...fee, explanation: [] }],
      },
    ],
    totals: { oneTime: zero, usage: zero, recurring: [{ period: 'month', amount: fee.amount }] },
  },
} as unknown as PricedQuote;

describe('freezing a price', () => {
  it('keeps items by value, with names and amounts, and without the explanation', () => {
    expect(freeze(priced, { pricedAt: 1, validUntil: 2 })).toEqual({
      pricedAt: 1,
      validUntil: 2,
      items: [
        {
          id: 'item-1',
          offeringId: 'seat',
          offeringName: 'Seat',
          quantity: '2',
          usage: { input: '5' },
          charges: [fee],
        },
      ],
      totals: priced.result.totals,
      pinned: {
        catalogVersion: 7,
        priceLists: [{ id: 'standard', version: 3 }],
        configurationRuleSetVersion: null,
        configurationHash: null,
        inputHash: 'i',
        priceHash: 'p',
        engineVersion: '1',
      },
    });
  });

  it('refuses a price that leaves an item out', () => {
    const incomplete = { ...priced, result: { ...priced.result, lines: [] } };
    expect(() => freeze(incomplete, { pricedAt: 1, validUntil: 2 })).toThrow('no line item-1');
  });
});
