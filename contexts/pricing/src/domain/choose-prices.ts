import type { FieldError } from '@quotewright/kernel';
import type { Price } from './price.ts';
import type { PriceInput, PriceInputLine } from './price-input.ts';
import { hasBegun, holdsOn, rangeText } from './validity.ts';

/** A charge of a line: the price that holds for it, and those of its prices that do not on this day. */
export interface ChosenCharge {
  readonly price: Price;
  readonly outOfDate: readonly Price[];
}

export interface ChosenPrices {
  readonly charges: readonly ChosenCharge[];
  readonly errors: readonly FieldError[];
}

/**
 * Chooses by the effective date among the prices of the line's offering. A charge all of whose prices lie in the
 * future does not exist yet and is left out. A charge whose price has ended without a successor is refused:
 * leaving it out would give it away, and nothing else is ever taken in its place. To end a charge, publish a
 * version without it.
 */
export function choosePrices(prices: readonly Price[], input: PriceInput, index: number): ChosenPrices {
  const day = input.effectiveDate;
  const charges: ChosenCharge[] = [];
  const reasons: string[] = [];
  for (const [chargeId, candidates] of Map.groupBy(prices, (price) => price.charge.id)) {
    const price = candidates.find(({ validity }) => holdsOn(validity, day));
    if (price !== undefined) {
      charges.push({ price, outOfDate: candidates.filter((other) => other !== price) });
    } else if (candidates.some(({ validity }) => hasBegun(validity, day))) {
      reasons.push(noPriceOn(day, chargeId, candidates));
    }
  }
  if (charges.length === 0 && reasons.length === 0) {
    const { offeringId } = input.lines[index] as PriceInputLine;
    reasons.push(`"${offeringId}" has no price in ${input.currency} on ${day}`);
  }
  const pointer = `/lines/${index}/offeringId`;
  return { charges, errors: reasons.map((reason) => ({ pointer, code: 'PRICE_MISSING', reason })) };
}

/** Says which prices of a charge there are, and when they hold. */
export function noPriceOn(day: string, chargeId: string, prices: readonly Price[]): string {
  const ranges = prices.map(({ id, validity }) => `"${id}" holds ${rangeText(validity)}`);
  return `the charge "${chargeId}" has no price on ${day}: ${ranges.join('; ')}`;
}
