import { type Decimal, decimal, ZERO } from '@quotewright/kernel';
import { describe, expect, it } from 'vitest';
import type { PromotionLimits } from './promotion.ts';
import { limitReached, passedLimit } from './promotion-limits.ts';

const taken = (redemptions: number, discount = '0', currency = 'EUR') => ({
  redemptions,
  discounts: new Map([[currency, decimal(discount)]]),
});
const euro = (amount: Decimal) => ({ amount, currency: 'EUR' });
const limited = (limits: PromotionLimits) => ({ limits, currency: 'EUR' });

describe('the limits of a promotion', () => {
  it.each([
    ['redemptions', { redemptions: 3 }, taken(2), taken(3)],
    ['the budget', { budget: '100' }, taken(9, '99.99'), taken(9, '100')],
  ])('of %s are reached when nothing is left', (_what, limits, below, at) => {
    expect(limitReached(limited(limits), below, 0)).toBe(false);
    expect(limitReached(limited(limits), at, 0)).toBe(true);
  });

  it('of an account are reached by that account', () => {
    expect(limitReached(limited({ redemptionsPerAccount: 2 }), taken(50), 1)).toBe(false);
    expect(limitReached(limited({ redemptionsPerAccount: 2 }), taken(50), 2)).toBe(true);
  });

  it('are not reached where there are none, or nothing was taken yet', () => {
    expect(limitReached({}, taken(1_000), 1_000)).toBe(false);
    expect(
      limitReached(limited({ redemptions: 1, redemptionsPerAccount: 1, budget: '1' }), undefined, 0),
    ).toBe(false);
  });

  it('let a quote take exactly what is left of the budget, and no cent more', () => {
    const limits = limited({ budget: '100' });
    expect(passedLimit(limits, taken(1, '60'), 0, euro(decimal('40')))).toBeUndefined();
    expect(passedLimit(limits, taken(1, '60'), 0, euro(decimal('40.01')))).toBe(
      '40 of its budget are left, 40.01 are needed',
    );
  });

  it('spend a budget in its currency only: what was taken in another one is other money', () => {
    expect(limitReached(limited({ budget: '100' }), taken(9, '5000', 'IDR'), 0)).toBe(false);
    expect(
      passedLimit(limited({ budget: '100' }), taken(9, '5000', 'IDR'), 0, euro(decimal('100'))),
    ).toBeUndefined();
  });

  it('are not money of another currency: a price from before the promotion changed its own is let through', () => {
    const inRupiah = { amount: decimal('5000'), currency: 'IDR' };
    expect(passedLimit(limited({ budget: '100' }), taken(1, '99'), 0, inRupiah)).toBeUndefined();
  });

  it('say which of them a quote would pass', () => {
    const limits = limited({ redemptions: 2, redemptionsPerAccount: 1 });
    expect(passedLimit(limits, taken(1), 0, euro(ZERO))).toBeUndefined();
    expect(passedLimit(limits, taken(2), 0, euro(ZERO))).toBe('all 2 redemptions are used');
    expect(passedLimit(limits, taken(1), 1, euro(ZERO))).toBe('the account has used it 1 times');
  });
});
