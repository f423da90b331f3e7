import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { Promotion } from '../domain/promotion.ts';
import type { PromotionCount, PromotionRedemptions } from '../ports/promotion-redemptions.ts';
import type { RuleSets } from '../ports/rule-sets.ts';

export interface ListPromotionUsageDeps {
  readonly ruleSets: RuleSets;
  readonly redemptions: PromotionRedemptions;
}

export interface CountedPromotion extends PromotionCount {
  /** As it is now; absent when the active set does not have it any more. */
  readonly promotion?: Promotion;
}

/** What accepted quotes have taken, beside the limits of today. */
export const listPromotionUsage =
  ({ ruleSets, redemptions }: ListPromotionUsageDeps) =>
  async (tx: Tx, request: PageRequest): Promise<Page<CountedPromotion>> => {
    const page = await redemptions.page(tx, request);
    const active = await ruleSets.promotionsById(tx, null);
    const items = page.items.map((count): CountedPromotion => {
      const promotion = active.get(count.promotionId);
      return { ...count, ...(promotion === undefined ? {} : { promotion }) };
    });
    return { ...page, items };
  };
