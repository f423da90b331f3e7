import type { Tx } from '@quotewright/platform/postgres';
import type { ContractPriceSet } from '../domain/contract-price.ts';
import type { DiscountPolicy } from '../domain/discount-policy.ts';
import type { PromotionSet } from '../domain/promotion.ts';

/** A published set of rules; it never changes. */
export interface PublishedRuleSet<Content> {
  readonly version: number;
  readonly content: Content;
}

/** The sets that decide about a price now; absent where nothing has been published. */
export interface ActiveRuleSets {
  readonly contractPrices?: PublishedRuleSet<ContractPriceSet>;
  readonly promotions?: PublishedRuleSet<PromotionSet>;
  readonly discountPolicy?: PublishedRuleSet<DiscountPolicy>;
}

/** Which version of each kind; null where there was none. */
export interface PinnedRuleSets {
  readonly accountId: string | null;
  readonly contractPrices: number | null;
  readonly promotions: number | null;
}

/** Contract prices, promotions and discount policies, as they were published. */
export interface RuleSets {
  /** One read. Without an account there are no contract prices. */
  active(tx: Tx, accountId: string | null): Promise<ActiveRuleSets>;
  /** One read; a set that was never published under its version is absent. */
  pinned(tx: Tx, versions: PinnedRuleSets): Promise<Omit<ActiveRuleSets, 'discountPolicy'>>;
}
