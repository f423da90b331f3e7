import type { Tx } from '@quotewright/platform/postgres';
import type { PricingFacts } from '../domain/calculate.ts';
import type { PinnedPriceList } from '../domain/price-input.ts';
import type { Prices } from '../ports/prices.ts';
import type { ActiveRuleSets } from '../ports/rule-sets.ts';

export type ListFacts = Required<Pick<PricingFacts, 'prices' | 'adjustments'>>;

/** What a version of a price list says about offerings: two reads, whatever their number. */
export async function readListFacts(
  prices: Prices,
  tx: Tx,
  list: PinnedPriceList,
  offeringIds: readonly string[],
): Promise<ListFacts> {
  return {
    prices: await prices.ofOfferings(tx, list, offeringIds),
    adjustments: await prices.adjustments(tx, list),
  };
}

/** The rule sets as the calculation looks at them. */
export function ruleFacts({
  contractPrices,
  promotions,
}: Pick<ActiveRuleSets, 'contractPrices' | 'promotions'>): Pick<
  PricingFacts,
  'contractPrices' | 'promotions'
> {
  return {
    ...(contractPrices && { contractPrices: contractPrices.content }),
    ...(promotions && { promotions: promotions.content }),
  };
}
