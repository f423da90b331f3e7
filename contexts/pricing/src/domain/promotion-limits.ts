import { type Decimal, decimal, ZERO } from '@quotewright/kernel';
import type { Promotion } from './promotion.ts';

/** What accepted quotes have taken so far. */
export interface Taken {
  readonly redemptions: number;
  /** What they got off, by currency. */
  readonly discounts: ReadonlyMap<string, Decimal>;
}

type Limited = Pick<Promotion, 'limits' | 'currency'>;

/** Whether nothing is left for another quote. */
export function limitReached(promotion: Limited, taken: Taken | undefined, ofAccount: number): boolean {
  const { limits } = promotion;
  const left = budgetLeft(promotion, taken);
  return (
    isReached(limits?.redemptions, taken?.redemptions ?? 0) ||
    isReached(limits?.redemptionsPerAccount, ofAccount) ||
    (left !== undefined && !left.greaterThan(0))
  );
}

/** Why a quote that takes this discount would pass a limit, or undefined when it does not. */
export function passedLimit(
  promotion: Limited,
  taken: Taken,
  ofAccount: number,
  { amount: discount, currency }: { readonly amount: Decimal; readonly currency: string },
): string | undefined {
  const { limits } = promotion;
  if (isReached(limits?.redemptions, taken.redemptions)) {
    return `all ${limits?.redemptions} redemptions are used`;
  }
  if (isReached(limits?.redemptionsPerAccount, ofAccount)) {
    return `the account has used it ${ofAccount} times`;
  }
  // A budget is money of one currency; a price in another one was made before the promotion was changed to it.
  const left = promotion.currency === currency ? budgetLeft(promotion, taken) : undefined;
  return left !== undefined && discount.greaterThan(left)
    ? `${left.toFixed()} of its budget are left, ${discount.toFixed()} are needed`
    : undefined;
}

/** Whether a discount in the promotion's own currency is more than its budget still has. */
export function overspends(promotion: Limited, taken: Taken | undefined, discount: Decimal): boolean {
  const left = budgetLeft(promotion, taken);
  return left !== undefined && discount.greaterThan(left);
}

/** In the promotion's currency; a promotion with a budget has one. */
function budgetLeft({ limits, currency = '' }: Limited, taken: Taken | undefined): Decimal | undefined {
  if (limits?.budget === undefined) return undefined;
  return decimal(limits.budget).minus(taken?.discounts.get(currency) ?? ZERO);
}

function isReached(limit: number | undefined, count: number): boolean {
  return limit !== undefined && count >= limit;
}
