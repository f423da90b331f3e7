import type { Tx } from '@quotewright/platform/postgres';
import type { PricingFacts } from '../domain/calculate.ts';
import type { ListFacts } from '../domain/price-index.ts';
import type { PinnedPriceList } from '../domain/price-input.ts';
import type { PriceIndex } from '../ports/price-index.ts';
import type { ActiveRuleSets } from '../ports/rule-sets.ts';

/** What a version of a price list says about offerings: one read, whatever their number. */
export function readListFacts(
  index: Pick<PriceIndex, 'read'>,
  tx: Tx,
  list: PinnedPriceList,
  offeringIds: readonly string[],
): Promise<ListFacts> {
  return index.read(tx, list, offeringIds);
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
