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
    contractSetVersion: null,
    promotionSetVersion: 4,
    discountPolicyVersion: null,
    lines: [
      {
        id: 'item-1',
        offeringId: 'seat',
        quantity: '2',
        usage: { input: '5' },
        termMonths: null,
        manualOverride: null,
      },
    ],
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

const UNCONFIGURED = { configurationHash: null, configurationRuleSetVersion: null };

describe('freezing a price', () => {
  it('keeps items by value, with names and amounts, and without the explanation', () => {
    expect(freeze(priced, { pricedAt: 1, validUntil: 2 }, UNCONFIGURED)).toEqual({
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
        contractSetVersion: null,
        promotionSetVersion: 4,
        discountPolicyVersion: null,
        configurationRuleSetVersion: null,
        configurationHash: null,
        inputHash: 'i',
        priceHash: 'p',
        engineVersion: '1',
      },
    });
  });

  it('keeps the bundle, the choices and what was given by hand, and phases without their explanation', () => {
    const choices = {
      parentId: 'item-0',
      characteristics: { region: ['r1'] },
      startDate: '2026-04-15',
    };
    const manual = { adjustment: { type: 'percent', value: '-5' }, reason: 'old friend' };
    const line = { ...priced.input.lines[0], ...choices, termMonths: 24, manualOverride: [manual] };
    const amount = { amount: '8.00', currency: 'USD' };
    const firstPeriod = { from: '2026-04-15', until: '2026-05-01', days: 16, ofDays: 30, amount };
    const charge = { ...fee, model: 'graduated', phases: [{ fromMonth: 7, amount }], firstPeriod };
    const explained = {
      ...charge,
      explanation: [],
      phases: [{ fromMonth: 7, amount, explanation: [{ seq: 1 }] }],
    };
    const result = { ...priced.result, lines: [{ ...priced.result.lines[0], charges: [explained] }] };
    const rich = { ...priced, input: { ...priced.input, lines: [line] }, result } as unknown as PricedQuote;
    expect(freeze(rich, { pricedAt: 1, validUntil: 2 }, UNCONFIGURED).items).toEqual([
      {
        id: 'item-1',
        offeringId: 'seat',
        offeringName: 'Seat',
        quantity: '2',
        usage: { input: '5' },
        ...choices,
        termMonths: 24,
        manualAdjustments: [manual],
        charges: [charge],
      },
    ]);
  });

  it('refuses a price that leaves an item out', () => {
    const incomplete = { ...priced, result: { ...priced.result, lines: [] } };
    expect(() => freeze(incomplete, { pricedAt: 1, validUntil: 2 }, UNCONFIGURED)).toThrow('no line item-1');
  });
});
