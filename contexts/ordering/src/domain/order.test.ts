import type { AcceptedQuote } from '@quotewright/quoting';
import { describe, expect, it } from 'vitest';
import { orderOf } from './order.ts';

const zero = { amount: '0.00', currency: 'USD' };
const item = (id: string) => ({
  id,
  offeringId: 'seat',
  offeringName: 'Seat',
  quantity: '2',
  usage: { input: '5' },
  charges: [],
});

const quote: AcceptedQuote = {
  id: 'quote-1',
  number: 'Q-2026-000001',
  revision: 2,
  accountId: 'account-1',
  owner: 'user-1',
  currency: 'USD',
  items: [
    item('quote-item-1'),
    {
      ...item('quote-item-2'),
      parentId: 'quote-item-1',
      termMonths: 24,
      characteristics: { region: ['r1'] },
    },
  ],
  totals: { oneTime: zero, usage: zero, recurring: [] },
  snapshot: {
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
    pricedAt: '2026-03-01T09:30:00.000Z',
  },
};

describe('the order of a quote', () => {
  const order = orderOf(quote, {
    id: 'order-1',
    number: 'ORD-2026-000001',
    itemIds: ['item-1', 'item-2'],
    now: 5,
  });

  it('starts acknowledged at its first version, and names what it came from', () => {
    expect(order).toMatchObject({
      id: 'order-1',
      number: 'ORD-2026-000001',
      state: 'acknowledged',
      version: 1,
      quote: { id: 'quote-1', number: 'Q-2026-000001', revision: 2 },
      totals: quote.totals,
      snapshot: quote.snapshot,
      createdAt: 5,
      updatedAt: 5,
    });
  });

  it('has an item for each of the quote’s, traced to it, by value', () => {
    expect(order.items.map(({ id, quoteItemId, state }) => [id, quoteItemId, state])).toEqual([
      ['item-1', 'quote-item-1', 'acknowledged'],
      ['item-2', 'quote-item-2', 'acknowledged'],
    ]);
    expect(order.items[0]).toMatchObject({
      offeringId: 'seat',
      offeringName: 'Seat',
      quantity: '2',
      usage: { input: '5' },
    });
  });

  it('keeps bundles: a part names the item of the order that it is part of', () => {
    expect(order.items.map(({ parentId }) => parentId)).toEqual([undefined, 'item-1']);
    expect(order.items[1]).toMatchObject({ termMonths: 24, characteristics: { region: ['r1'] } });
  });
});
