import { Decimal, ZERO } from '@quotewright/kernel';
import { explanationsOf } from './explanations-of-charge.ts';
import type { PriceInput } from './price-input.ts';
import type { PricedCharge, PriceResult } from './price-result.ts';

/** A promotion that has changed a price, and what it took off on the whole quote. */
export interface RedeemedPromotion {
  readonly promotionId: string;
  readonly setVersion: number;
  /** Rounded half-up to the price's decimals; recurring charges count one period, ramps their dearest phase. */
  readonly discount: Decimal;
}

/**
 * What a price has used of promotions, read from its explanation, by promotion id. Of a ramp the phase counts in which
 * it takes most: a promotion that acts in later months only is used all the same. One that took nothing is not used.
 */
export function redeemedPromotions(
  { roundingDecimals }: Pick<PriceInput, 'roundingDecimals'>,
  result: PriceResult,
): readonly RedeemedPromotion[] {
  const found = new Map<string, RedeemedPromotion>();
  for (const { charges } of result.lines) {
    for (const charge of charges) {
      for (const [promotionId, { setVersion, discount }] of takenOff(charge)) {
        const sum = (found.get(promotionId)?.discount ?? ZERO).plus(discount);
        found.set(promotionId, { promotionId, setVersion, discount: sum });
      }
    }
  }
  return [...found.values()]
    .map((one) => ({
      ...one,
      discount: Decimal.max(ZERO, one.discount.toDecimalPlaces(roundingDecimals, Decimal.ROUND_HALF_UP)),
    }))
    .sort((a, b) => (a.promotionId < b.promotionId ? -1 : 1));
}

type Taken = Pick<RedeemedPromotion, 'setVersion' | 'discount'>;

/** By promotion: the most that it takes off the charge in any phase. */
function takenOff(charge: PricedCharge): ReadonlyMap<string, Taken> {
  const most = new Map<string, Taken>();
  for (const { stage, skipped, ruleId, ruleVersion, before, after } of explanationsOf(charge).flat()) {
    if (stage !== 'promotion' || skipped !== undefined || before === after) continue;
    const discount = new Decimal(before).minus(new Decimal(after));
    if (discount.lessThan(most.get(ruleId)?.discount ?? discount)) continue;
    most.set(ruleId, { setVersion: ruleVersion, discount });
  }
  return most;
}
