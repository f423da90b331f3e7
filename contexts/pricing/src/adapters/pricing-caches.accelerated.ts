import type { CacheKey } from '@quotewright/acceleration';
import { type Caches, invalidateForCertain } from '@quotewright/platform/cache';
import { type CommittedEvent, dataOf, type IdempotentConsumer } from '@quotewright/platform/messaging';
import { priceListPublished, promotionUsageChanged } from '../domain/events.ts';
import type { KeysOfPricing } from './pricing-keys.ts';

/** Drops the pointers that a publication has moved and the counters that an acceptance has, wherever it was made. */
export function pricingCachesConsumer(
  caches: Pick<Caches, 'invalidate'>,
  keys: KeysOfPricing,
): IdempotentConsumer {
  const keyOf: Readonly<Record<string, (event: CommittedEvent) => CacheKey>> = {
    PriceListPublished: (event) => keys.activeList(event.tenant, dataOf(priceListPublished, event).currency),
    PromotionSetChanged: ({ tenant }) => keys.activeSet(tenant, 'promotions'),
    DiscountPolicyChanged: ({ tenant }) => keys.activeSet(tenant, 'discountPolicy'),
    PromotionUsageChanged: (event) =>
      keys.promotionUsage(event.tenant, dataOf(promotionUsageChanged, event).promotionId),
  };
  return {
    name: 'pricing-caches',
    events: ['PriceListPublished', 'PromotionSetChanged', 'DiscountPolicyChanged', 'PromotionUsageChanged'],
    async apply(events) {
      const stale = events.flatMap((event) => keyOf[event.type]?.(event) ?? []);
      await invalidateForCertain(caches, [...new Map(stale.map((key) => [key.data, key])).values()]);
    },
  };
}
