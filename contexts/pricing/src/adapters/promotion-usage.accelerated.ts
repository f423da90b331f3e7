import { Decimal, decimalText } from '@quotewright/kernel';
import type { AcceleratedReads } from '@quotewright/platform/cache';
import type { Taken } from '../domain/promotion-limits.ts';
import type { PromotionCount } from '../ports/promotion-redemptions.ts';
import type { PromotionUsage } from '../ports/promotion-usage.ts';
import { countsOfPromotions } from './promotion-redemptions.pg.ts';
import { promotionUsageBy } from './promotion-usage.ts';
import { type CopiedUsage, promotionUsageCategory } from './rule-set-categories.ts';

/** Counters from copies, of as many promotions as a price has in one question. */
export function acceleratedPromotionUsage(reads: AcceleratedReads): PromotionUsage {
  const counters = reads.of(promotionUsageCategory);
  return promotionUsageBy(async (tx, promotionIds) => {
    const wanted = promotionIds.map((promotionId) => ({ promotionId }));
    const copied = await counters.getMany(tx, wanted, async (own, missing) => {
      const ids = missing.map(({ promotionId }) => promotionId);
      const counts = await countsOfPromotions(own, ids);
      return ids.map((id) => copiedUsage(counts.get(id)));
    });
    return new Map(
      promotionIds.flatMap((id, at) => {
        const usage = copied[at];
        return usage === undefined ? [] : [[id, takenOf(usage)] as const];
      }),
    );
  });
}

/** Also of a promotion that nobody has taken: "nothing yet" is what most prices ask about. */
export function copiedUsage(count: PromotionCount | undefined): CopiedUsage {
  const { epoch, redemptions, discounts } = count ?? UNTOUCHED;
  const sorted = [...discounts].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    epoch,
    redemptions,
    discounts: sorted.map(([currency, discount]) => [currency, decimalText(discount)] as const),
  };
}

const UNTOUCHED: Omit<PromotionCount, 'promotionId'> = { epoch: 0, redemptions: 0, discounts: new Map() };

function takenOf({ redemptions, discounts }: CopiedUsage): Taken {
  return {
    redemptions,
    discounts: new Map(discounts.map(([currency, discount]) => [currency, new Decimal(discount)])),
  };
}
