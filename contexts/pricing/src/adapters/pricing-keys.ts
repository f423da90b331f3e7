import type { CacheKey } from '@quotewright/acceleration';
import type { TenantId } from '@quotewright/kernel';
import type { Caches } from '@quotewright/platform/cache';
import { activeListCategory, type CopiedRuleSetKind, ruleSetCategories } from './pricing-categories.ts';

/** The copies that a publication makes wrong: pointers. What they point to never changes. */
export interface KeysOfPricing {
  activeList(tenant: TenantId, currency: string): CacheKey;
  activeSet(tenant: TenantId, kind: CopiedRuleSetKind): CacheKey;
}

export function keysOfPricing(caches: Pick<Caches, 'cache'>): KeysOfPricing {
  const lists = caches.cache(activeListCategory);
  const promotions = caches.cache(ruleSetCategories.promotions.active);
  const discountPolicy = caches.cache(ruleSetCategories.discountPolicy.active);
  const sets = { promotions, discountPolicy };
  return {
    activeList: (tenant, currency) => lists.key(tenant, { currency }),
    activeSet: (tenant, kind) => sets[kind].key(tenant, {}),
  };
}
