import { Decimal, ZERO } from '@quotewright/kernel';
import type { PriceInput } from './price-input.ts';
import type { PriceResult } from './price-result.ts';

/** A promotion that has changed a price, and what it took off on the whole quote. */
export interface RedeemedPromotion {
  readonly promotionId: string;
  readonly setVersion: number;
  /** Rounded half-up to the price's decimals; recurring charges count one period, ramps their first phase. */
  readonly discount: Decimal;
}

/** What a price has used of promotions, read from its explanation, by promotion id. */
export function redeemedPromotions(
  { roundingDecimals }: Pick<PriceInput, 'roundingDecimals'>,
  result: PriceResult,
): readonly RedeemedPromotion[] {
  const found = new Map<string, RedeemedPromotion>();
  const steps = result.lines.flatMap(({ charges }) => charges.flatMap(({ explanation }) => explanation));
  for (const { stage, skipped, ruleId, ruleVersion, before, after } of steps) {
    if (stage !== 'promotion' || skipped !== undefined) continue;
    const discount = new Decimal(before).minus(new Decimal(after));
    const sum = (found.get(ruleId)?.discount ?? ZERO).plus(discount);
    found.set(ruleId, { promotionId: ruleId, setVersion: ruleVersion, discount: sum });
  }
  return [...found.values()]
    .map((one) => ({
      ...one,
      discount: Decimal.max(ZERO, one.discount.toDecimalPlaces(roundingDecimals, Decimal.ROUND_HALF_UP)),
    }))
    .sort((a, b) => (a.promotionId < b.promotionId ? -1 : 1));
}
