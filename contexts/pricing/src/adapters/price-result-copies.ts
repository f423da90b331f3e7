import type { CachedCategory } from '@quotewright/platform/cache';
import { activeListCategory, priceIndexCategory, priceRulesCategory } from './price-list-categories.ts';
import { confidentialResultCategory, type KeptPrice, resultCategory } from './price-result-categories.ts';
import { ruleSetCategories } from './rule-set-categories.ts';

/** Where a price came from, without what it says: amounts may be agreed in confidence, and few of them can be guessed from a hash. */
function originOf({ result }: KeptPrice) {
  const { currency, catalogVersion, priceLists, effectiveDate, engineVersion, lines } = result;
  return {
    currency,
    catalogVersion,
    priceLists: priceLists.map((list) => ({ ...list })),
    contractSetVersion: result.contractSetVersion ?? null,
    promotionSetVersion: result.promotionSetVersion ?? null,
    effectiveDate,
    engineVersion,
    lineCount: lines.length,
  };
}

/** Which inputs somebody has asked for is written nowhere: the store cannot be compared with the truth, only samples of answers can. */
const unknowable = async () => ({ copies: [] });

/** What tells people which versions to ask for; the tenant's configuration is one of them. */
const POINTERS = [
  'catalog.active-version',
  'pricing.active-version',
  'pricing.promotions-active',
  'pricing.discount-policy-active',
  'tenancy.config-active',
];

export const resultCopies: readonly CachedCategory[] = [resultCategory, confidentialResultCategory].map(
  (category) => ({
    category,
    describe: originOf,
    follows: POINTERS,
    notWarmed: 'because nobody knows which prices will be asked for',
    copies: unknowable,
  }),
);

/** What is taken out of use when prices turn out to be wrong: results, and whatever of this context they are computed from. */
export const PRICE_CATEGORIES: readonly string[] = [
  resultCategory,
  confidentialResultCategory,
  activeListCategory,
  priceIndexCategory,
  priceRulesCategory,
  ...ruleSetCategories,
].map(({ name }) => name);
