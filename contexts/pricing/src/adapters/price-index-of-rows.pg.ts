import type { Tx } from '@quotewright/platform/postgres';
import { compileIndex } from '../domain/compile-price-index.ts';
import { type ListFacts, UNPRICED } from '../domain/price-index.ts';
import type { PinnedPriceList } from '../domain/price-input.ts';
import { pgPrices } from './prices.pg.ts';

/**
 * What the index of a version says of offerings, compiled from its rows at this moment: by the function that a publication
 * compiles with, so that prices of versions without an index are the same to the last byte.
 */
export async function indexOfRows(
  tx: Tx,
  list: PinnedPriceList,
  offeringIds: readonly string[],
): Promise<ListFacts> {
  const rows = await pgPrices.ofOfferings(tx, list, offeringIds);
  const adjustments = await pgPrices.adjustments(tx, list);
  const { rules, entries } = compileIndex({ prices: [...rows.values()].flat(), adjustments });
  return { rules, prices: new Map(offeringIds.map((id) => [id, entries.get(id) ?? UNPRICED])) };
}
