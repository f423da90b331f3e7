import type { Tx } from '@quotewright/platform/postgres';
import type { PricingApi } from '../api.ts';
import { decideDiscounts } from '../domain/discount-decision.ts';
import type { DiscountSignal } from '../domain/discount-policy.ts';
import { fail } from '../domain/errors.ts';
import type { RuleSets } from '../ports/rule-sets.ts';

/** Judges manual discounts by the policy of today: one that was tightened since holds for what is submitted now. */
export const discountSignals =
  ({ ruleSets }: { readonly ruleSets: RuleSets }): PricingApi['discountSignals'] =>
  async (tx: Tx, roles, { input, result }): Promise<readonly DiscountSignal[]> => {
    if (input.lines.every(({ manualOverride }) => manualOverride === null)) return [];
    const { discountPolicy } = await ruleSets.active(tx, null, []);
    const { signals, refused } = decideDiscounts(discountPolicy, roles, result);
    if (refused.length > 0) throw fail('DISCOUNT_NOT_ALLOWED', refused[0]?.reason ?? '', { errors: refused });
    return signals;
  };
