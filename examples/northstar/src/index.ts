import { CATALOG } from './catalog.ts';
import type {
  CatalogDocument,
  ContractPricesDocument,
  DiscountPolicyDocument,
  PriceListDocument,
  PromotionsDocument,
} from './documents.ts';
import { EUR_PRICE_LIST, IDR_PRICE_LIST } from './price-lists.ts';
import { CONTRACT_PRICES, DISCOUNT_POLICY, PROMOTIONS } from './rule-sets.ts';

export { type BranchWish, type PriceLine, priceLines, type QuoteItem, secureBranch } from './branch-quote.ts';
export { GOLDEN_CASES, type GoldenCase } from './golden-cases.ts';
export { type BranchLine, branchViolations, type Violation } from './secure-branch-rules.ts';

export interface NorthstarDocuments {
  readonly catalog: CatalogDocument;
  readonly priceLists: readonly PriceListDocument[];
  readonly promotions: PromotionsDocument;
  readonly discountPolicy: DiscountPolicyDocument;
  /** Of the one account that has any. */
  readonly contractPrices: ContractPricesDocument;
}

/** Everything the demo tenant publishes. */
export const northstar: NorthstarDocuments = {
  catalog: CATALOG,
  priceLists: [EUR_PRICE_LIST, IDR_PRICE_LIST],
  promotions: PROMOTIONS,
  discountPolicy: DISCOUNT_POLICY,
  contractPrices: CONTRACT_PRICES,
};
