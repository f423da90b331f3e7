import { inOrder } from './in-order.ts';
import type { Price } from './price.ts';
import type { IndexedCharge, ListRules, OfferingPrices } from './price-index.ts';
import type { PriceList } from './price-list.ts';
import { selects } from './rules-of-charge.ts';

export interface CompiledPriceIndex {
  readonly rules: ListRules;
  /** By offering id, in the order in which the document first names them. */
  readonly entries: ReadonlyMap<string, OfferingPrices>;
}

/**
 * Does once what a calculation would do for each line: prices grouped by offering and charge, rules in their order, and of
 * each charge the rules that are about it. Also of a part of a list: an offering's entry depends on its own prices and the rules.
 */
export function compileIndex({
  prices,
  adjustments = [],
}: Pick<PriceList, 'prices' | 'adjustments'>): CompiledPriceIndex {
  const rules = inOrder(adjustments);
  const placesOf = placesByOffering(rules);
  const offerings = Map.groupBy(prices, ({ offeringId }) => offeringId);
  return {
    rules,
    entries: new Map(
      [...offerings].map(([id, ofOffering]) => [id, compileOffering(ofOffering, rules, placesOf(id))]),
    ),
  };
}

function compileOffering(
  prices: readonly Price[],
  rules: ListRules,
  places: readonly number[],
): OfferingPrices {
  const charges = Map.groupBy(prices, ({ charge }) => charge.id);
  return { charges: [...charges].map(([id, ofCharge]) => compileCharge(id, ofCharge, rules, places)) };
}

function compileCharge(
  chargeId: string,
  prices: readonly Price[],
  rules: ListRules,
  places: readonly number[],
): IndexedCharge {
  // A charge keeps its type over all its prices (CHARGE_CHANGED refuses a list that breaks it), so the first speaks for all.
  const { offeringId, charge } = prices[0] as Price;
  const about = places.filter((place) => {
    const rule = rules[place];
    return rule !== undefined && selects(rule.appliesTo, offeringId, charge);
  });
  return { chargeId, prices, rules: about };
}

/** Ascending places of the rules that may be about an offering. Most rules name few offerings: they are not asked for the others. */
function placesByOffering(rules: ListRules): (offeringId: string) => readonly number[] {
  const everywhere: number[] = [];
  const named = new Map<string, number[]>();
  for (const [place, { appliesTo }] of rules.entries()) {
    if (appliesTo.offeringIds === undefined) everywhere.push(place);
    for (const offeringId of new Set(appliesTo.offeringIds)) {
      named.set(offeringId, [...(named.get(offeringId) ?? []), place]);
    }
  }
  return (offeringId) => {
    const own = named.get(offeringId);
    return own === undefined ? everywhere : [...everywhere, ...own].sort((a, b) => a - b);
  };
}
