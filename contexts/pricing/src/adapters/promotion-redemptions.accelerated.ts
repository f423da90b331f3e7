import { type Caches, invalidateOnCommit } from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';
import type { MovedPromotion, PromotionRedemptions } from '../ports/promotion-redemptions.ts';
import type { KeysOfPricing } from './pricing-keys.ts';

/** The counters, which drop the copies of those that were moved. They themselves are read and locked in the tables alone. */
export function forgettingRedemptions(
  truth: PromotionRedemptions,
  caches: Pick<Caches, 'invalidate'>,
  keys: KeysOfPricing,
): PromotionRedemptions {
  function forget(tx: Tx, moved: readonly MovedPromotion[]): readonly MovedPromotion[] {
    const stale = moved.map(({ promotionId }) => keys.promotionUsage(tx.tenant, promotionId));
    if (stale.length > 0) invalidateOnCommit(tx, caches, stale);
    return moved;
  }
  return {
    ...truth,
    add: async (tx, redemptions) => forget(tx, await truth.add(tx, redemptions)),
    release: async (tx, redemptions) => forget(tx, await truth.release(tx, redemptions)),
  };
}
