import { type FieldError, jsonPointer } from '@quotewright/kernel';
import type { ReadPriceEntry } from './price-list-document.ts';

/** A price and where it stands in the document. */
export interface Placed {
  readonly index: number;
  readonly entry: ReadPriceEntry;
}

/** Names a charge of an offering in a map. */
export const keyOf = (offeringId: string, chargeId: string): string => `${offeringId} ${chargeId}`;
export const chargeKey = ({ entry }: Placed): string => keyOf(entry.offeringId, entry.charge.id);

export function groups(
  prices: readonly Placed[],
  key: (price: Placed) => string,
): Iterable<readonly [Placed, ...Placed[]]> {
  return Map.groupBy(prices, key).values() as Iterable<[Placed, ...Placed[]]>;
}

export function row({ entry, index }: Placed): string {
  return `"${entry.id}" (/prices/${index})`;
}

export function at(price: Placed, path: readonly PropertyKey[], code: string, reason: string): FieldError {
  return { pointer: jsonPointer(['prices', price.index, ...path]), code, reason };
}
