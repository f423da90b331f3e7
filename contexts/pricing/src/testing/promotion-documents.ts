import type { z } from 'zod';
import { PROMOTIONS_FORMAT } from '../domain/promotion.ts';
import type { promotionsDocumentSchema } from '../domain/promotions-document.ts';

export type PromotionsDocument = z.input<typeof promotionsDocumentSchema>;
export type PromotionEntry = PromotionsDocument['promotions'][number];

/** A promotion by code that combines with others and takes a tenth off, changed where a test says so. */
export function aPromotion(promotion: Partial<PromotionEntry> & { readonly id: string }): PromotionEntry {
  return {
    name: `Promotion ${promotion.id}`,
    code: promotion.id,
    combination: 'stackable',
    adjustment: { type: 'percent', value: '-10' },
    ...promotion,
  };
}

export function promotionsDocument(...promotions: readonly PromotionEntry[]): PromotionsDocument {
  return { format: PROMOTIONS_FORMAT, promotions: [...promotions] };
}
