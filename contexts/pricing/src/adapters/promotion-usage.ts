import type { Tx } from '@quotewright/platform/postgres';
import { limitReached, overspends, type Taken } from '../domain/promotion-limits.ts';
import type { PromotionUsage } from '../ports/promotion-usage.ts';
import { countsOfPromotions, pgPromotionRedemptions } from './promotion-redemptions.pg.ts';

/** Absent: nothing was taken yet. */
type CountsOf = (tx: Tx, promotionIds: readonly string[]) => Promise<ReadonlyMap<string, Taken>>;

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

/** Limits against counters from anywhere. What one account has used is always counted in the table: it may have been a moment ago. */
export function promotionUsageBy(countsOf: CountsOf): PromotionUsage {
  return {
    async exhausted(tx, promotions, accountId) {
      const ofAll = promotions
        .filter(({ limits }) => limits?.redemptions !== undefined || limits?.budget !== undefined)
        .map(({ id }) => id);
      const ofOne = promotions
        .filter(({ limits }) => limits?.redemptionsPerAccount !== undefined)
        .map(({ id }) => id);
      // First what a copy may tell: once a table has been asked, no copy is waited for.
      const used = ofAll.length === 0 ? NOTHING : await countsOf(tx, ofAll);
      const ofAccount =
        accountId === null || ofOne.length === 0
          ? NOTHING
          : await pgPromotionRedemptions.countOfAccount(tx, ofOne, accountId);
      const reached = promotions.filter((promotion) =>
        limitReached(promotion, used.get(promotion.id), ofAccount.get(promotion.id) ?? 0),
      );
      return new Set(reached.map(({ id }) => id));
    },

    async overspent(tx, used) {
      const budgeted = used.filter(({ promotion }) => promotion.limits?.budget !== undefined);
      if (budgeted.length === 0) return new Set();
      const counts = await countsOf(
        tx,
        budgeted.map(({ promotion }) => promotion.id),
      );
      const over = budgeted.filter(({ promotion, discount }) =>
        overspends(promotion, counts.get(promotion.id), discount),
      );
      return new Set(over.map(({ promotion }) => promotion.id));
    },
  };
}

export const pgPromotionUsage = promotionUsageBy(countsOfPromotions);
