import { systemClock } from '@quotewright/kernel';
import { acceleratedReads, type CachedCategory, type Caches } from '@quotewright/platform/cache';
import type { EventConsumer } from '@quotewright/platform/messaging';
import type { Database } from '@quotewright/platform/postgres';
import type { OpenChargeMemo } from '../ports/charge-memos.ts';
import type { PriceIndex } from '../ports/price-index.ts';
import type { PriceLists } from '../ports/price-lists.ts';
import type { PriceWarmth } from '../ports/price-warmth.ts';
import type { Busy, PricesOfInputs } from '../ports/prices-of-inputs.ts';
import type { PromotionRedemptions } from '../ports/promotion-redemptions.ts';
import type { PromotionUsage } from '../ports/promotion-usage.ts';
import type { RuleSetStore } from '../ports/rule-set-store.ts';
import type { RuleSets } from '../ports/rule-sets.ts';
import type { Catalog } from '../ports/upstream.ts';
import { chargesInMemory } from './charge-memo.memory.ts';
import { acceleratedPriceIndex } from './price-index.accelerated.ts';
import { acceleratedPriceLists } from './price-lists.accelerated.ts';
import { resultCopies } from './price-result-copies.ts';
import { acceleratedPrices } from './price-results.accelerated.ts';
import { priceWarmth } from './price-warmth.ts';
import { pricingCachesConsumer } from './pricing-caches.accelerated.ts';
import { pricingCopies } from './pricing-copies.ts';
import { keysOfPricing } from './pricing-keys.ts';
import { forgettingRedemptions } from './promotion-redemptions.accelerated.ts';
import { acceleratedPromotionUsage } from './promotion-usage.accelerated.ts';
import { forgettingRuleSetStore } from './rule-set-store.accelerated.ts';
import { acceleratedRuleSets } from './rule-sets.accelerated.ts';

/** The ports of which there can be copies. */
export interface CopiedPorts {
  readonly lists: PriceLists;
  readonly index: PriceIndex;
  readonly ruleSets: RuleSets;
  readonly ruleSetStore: RuleSetStore;
  readonly promotionUsage: PromotionUsage;
  readonly redemptions: PromotionRedemptions;
}

interface AcceleratedPricingDeps {
  readonly caches: Caches;
  readonly database: Database;
  readonly catalog: Catalog;
}

interface AcceleratedPricing {
  /** Same questions, same answers. */
  readonly ports: CopiedPorts & { readonly warmth: PriceWarmth };
  /** What this process has priced for those who only ask. */
  readonly openMemo: OpenChargeMemo;
  /** Prices that were computed before, in front of those that are. */
  prices(computed: PricesOfInputs): PricesOfInputs<Busy>;
  readonly caches: readonly CachedCategory[];
  readonly consumers: readonly EventConsumer[];
}

/** Pricing's ports behind copies of what they answer. */
export function acceleratedPricing(
  { caches, database, catalog }: AcceleratedPricingDeps,
  truth: CopiedPorts,
): AcceleratedPricing {
  const reads = acceleratedReads({ caches, database, clock: systemClock });
  const keys = keysOfPricing(caches);
  const index = acceleratedPriceIndex(truth.index, reads);
  const ports: CopiedPorts = {
    lists: acceleratedPriceLists(truth.lists, reads, caches, keys),
    index,
    ruleSets: acceleratedRuleSets(truth.ruleSets, reads),
    ruleSetStore: forgettingRuleSetStore(truth.ruleSetStore, caches, keys),
    promotionUsage: acceleratedPromotionUsage(reads),
    redemptions: forgettingRedemptions(truth.redemptions, caches, keys),
  };
  return {
    ports: { ...ports, warmth: priceWarmth({ database, index }) },
    openMemo: chargesInMemory(() => caches.generation()),
    prices: (computed) => acceleratedPrices(computed, reads),
    caches: [...pricingCopies(caches, catalog, ports), ...resultCopies],
    consumers: [pricingCachesConsumer(caches, keys)],
  };
}
