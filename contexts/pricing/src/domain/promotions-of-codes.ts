import type { Promotion, PromotionSet } from './promotion.ts';

/** A promotion and its place in the document of its set. */
export interface PlacedPromotion {
  readonly place: number;
  readonly promotion: Promotion;
}

/** What a price looks at: promotions that apply by themselves, and those of its codes. In the order of the document. */
export function promotionsOfCodes(set: PromotionSet, codes: readonly string[]): PromotionSet {
  return {
    ...set,
    promotions: set.promotions.filter(({ code }) => code === undefined || codes.includes(code)),
  };
}

/** The promotions of one code; without a code those that apply by themselves. */
export function placedPromotions({ promotions }: PromotionSet, code?: string): readonly PlacedPromotion[] {
  return promotions
    .map((promotion, place) => ({ place, promotion }))
    .filter(({ promotion }) => promotion.code === code);
}

/** The set again, as far as the parts have it. */
export function inPlace(parts: readonly (readonly PlacedPromotion[])[]): readonly Promotion[] {
  return parts
    .flat()
    .sort((a, b) => a.place - b.place)
    .map(({ promotion }) => promotion);
}
