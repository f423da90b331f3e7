import type { Tx } from '@quotewright/platform/postgres';
import type { ContractPriceSet } from '../domain/contract-price.ts';
import type { DiscountPolicy } from '../domain/discount-policy.ts';
import type { Promotion, PromotionSet } from '../domain/promotion.ts';

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
  /** In upper case. */
  readonly promotionCodes: readonly string[];
}

/**
 * Contract prices, promotions and discount policies, as they were published. Of the promotions a price is told those that apply by
 * themselves and those of its codes, in the order of their document: a campaign may have a thousand codes, a price has a few.
 */
export interface RuleSets {
  /** One read. Without an account there are no contract prices. `codes` are in upper case; unknown ones have no promotions. */
  active(tx: Tx, accountId: string | null, codes: readonly string[]): Promise<ActiveRuleSets>;
  /** One read; a set that was never published under its version is absent. */
  pinned(tx: Tx, versions: PinnedRuleSets): Promise<Omit<ActiveRuleSets, 'discountPolicy'>>;
  /** All of the active set, and those of the pinned version that the active one does not have any more. One read of the tables. */
  promotionsById(tx: Tx, pinnedVersion: number | null): Promise<ReadonlyMap<string, Promotion>>;
}
