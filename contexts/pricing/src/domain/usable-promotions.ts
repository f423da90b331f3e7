import type { FieldError } from '@quotewright/kernel';
import type { AskedCode } from './canonical-request.ts';
import type { Promotion } from './promotion.ts';
import { holdsOn, rangeText } from './validity.ts';

export interface UsablePromotion {
  readonly promotion: Promotion;
  /** Where it was asked for; absent of those that need no code. */
  readonly pointer?: string;
}

/** Which promotions can count on a day in a currency, and which codes cannot be used at all. */
export function usablePromotions(
  promotions: readonly Promotion[],
  codes: readonly AskedCode[],
  { currency, day }: { readonly currency: string; readonly day: string },
): { readonly usable: readonly UsablePromotion[]; readonly refused: readonly FieldError[] } {
  const fits = (promotion: Promotion) =>
    holdsOn(promotion.validity, day) && (promotion.currency === undefined || promotion.currency === currency);
  const usable: UsablePromotion[] = promotions
    .filter((promotion) => promotion.code === undefined && fits(promotion))
    .map((promotion) => ({ promotion }));
  const refused: FieldError[] = [];
  for (const { code, pointer } of codes) {
    const candidates = promotions.filter((promotion) => promotion.code === code);
    const fitting = candidates.filter(fits);
    usable.push(...fitting.map((promotion) => ({ promotion, pointer })));
    if (fitting.length === 0) refused.push({ pointer, ...whyNot(code, candidates, currency, day) });
  }
  return { usable, refused };
}

function whyNot(code: string, candidates: readonly Promotion[], currency: string, day: string) {
  if (candidates.length === 0) {
    return { code: 'PROMOTION_CODE_UNKNOWN', reason: `there is no promotion with the code "${code}"` };
  }
  const why = candidates.map((promotion) =>
    holdsOn(promotion.validity, day)
      ? `is for prices in ${promotion.currency}, not in ${currency}`
      : `holds ${rangeText(promotion.validity)}, not on ${day}`,
  );
  return { code: 'PROMOTION_NOT_VALID', reason: `"${code}" ${why.join('; ')}` };
}
