import type { CacheKey } from '@quotewright/acceleration';
import type { TenantId } from '@quotewright/kernel';
import type { Caches } from '@quotewright/platform/cache';
import { activeListCategory } from './price-list-categories.ts';
import {
  activeSetCategories,
  type CopiedRuleSetKind,
  promotionUsageCategory,
} from './rule-set-categories.ts';

/** The copies that events make wrong: pointers, whose versions never change, and counters. */
export interface KeysOfPricing {
  activeList(tenant: TenantId, currency: string): CacheKey;
  activeSet(tenant: TenantId, kind: CopiedRuleSetKind): CacheKey;
  promotionUsage(tenant: TenantId, promotionId: string): CacheKey;
}

export function keysOfPricing(caches: Pick<Caches, 'cache'>): KeysOfPricing {
  const lists = caches.cache(activeListCategory);
  const promotions = caches.cache(activeSetCategories.promotions);
  const discountPolicy = caches.cache(activeSetCategories.discountPolicy);
  const usage = caches.cache(promotionUsageCategory);
  const sets = { promotions, discountPolicy };
  return {
    activeList: (tenant, currency) => lists.key(tenant, { currency }),
    activeSet: (tenant, kind) => sets[kind].key(tenant, {}),
    promotionUsage: (tenant, promotionId) => usage.key(tenant, { promotionId }),
  };
}
