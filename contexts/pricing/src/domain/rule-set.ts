import type { ContractPriceSet } from './contract-price.ts';
import type { DiscountPolicy } from './discount-policy.ts';
import type { PromotionSet } from './promotion.ts';

/** Each kind of rule set and what its documents hold. */
export interface RuleSetContents {
  readonly contractPrices: ContractPriceSet;
  readonly promotions: PromotionSet;
  readonly discountPolicy: DiscountPolicy;
}

export type RuleSetKind = keyof RuleSetContents;

/** Names a rule set. `subject` is the account of contract prices, empty otherwise. */
export interface RuleSetKey {
  readonly kind: RuleSetKind;
  readonly subject: string;
}

/** A rule set as it stands: what is active, and whether there is a draft. */
export interface RuleSetRecord extends RuleSetKey {
  readonly activeVersion?: number;
  readonly draft?: RuleSetDraft;
  /** Rises with every change: the ETag. */
  readonly rowVersion: number;
}

export interface RuleSetDraft {
  readonly contentHash: string;
  readonly by: string;
  readonly at: Date;
}

export interface RuleSetVersion extends RuleSetKey {
  readonly version: number;
  readonly contentHash: string;
  /** Prices, promotions or rules. */
  readonly itemCount: number;
  readonly publishedBy: string;
  readonly publishedAt: Date;
}
