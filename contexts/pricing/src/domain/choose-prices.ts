import type { FieldError } from '@quotewright/kernel';
import { inOrder } from './in-order.ts';
import type { Price } from './price.ts';
import type { OfferingPrices } from './price-index.ts';
import { type Situation, unmetCondition } from './unmet-condition.ts';
import { type DateRange, hasBegun, holdsOn, rangeText } from './validity.ts';

/** A charge of a line: the price that holds for it, and those of its prices that fit the line but do not count. */
export interface ChosenCharge {
  readonly price: Price;
  /** Not on this day. */
  readonly outOfDate: readonly Price[];
  /** Another one comes first. */
  readonly outranked: readonly Price[];
  /** Places in the rules of the list: those that are about the charge. */
  readonly rules: readonly number[];
}

export interface ChosenPrices {
  readonly charges: readonly ChosenCharge[];
  readonly errors: readonly FieldError[];
}

/**
 * Chooses by conditions, by the effective date, then by priority and id, among the prices of the line's offering.
 * A charge all of whose prices lie in the future does not exist yet and is left out. A charge whose price has ended
 * without a successor is refused: leaving it out would give it away, and nothing else is ever taken in its place. To
 * end a charge, publish a version without it. For the same reason a charge none of whose prices fits the line is
 * refused, unless it says that a line may do without it. What consists of other lines may have no price of its own.
 */
export function choosePrices(offering: OfferingPrices, situation: Situation, index: number): ChosenPrices {
  const { input, line } = situation;
  const day = input.effectiveDate;
  const charges: ChosenCharge[] = [];
  const reasons: string[] = [];
  for (const { chargeId, prices: candidates, rules } of offering.charges) {
    const begun = candidates.some(({ validity }) => hasBegun(validity, day));
    const fitting = candidates.filter(({ conditions }) => unmet(conditions, situation) === undefined);
    const [price, ...outranked] = inOrder(fitting.filter(({ validity }) => holdsOn(validity, day)));
    if (price !== undefined) {
      const outOfDate = fitting.filter(({ validity }) => !holdsOn(validity, day));
      charges.push({ price, outOfDate, outranked, rules });
    } else if (fitting.some(({ validity }) => hasBegun(validity, day))) {
      reasons.push(noPriceOn(day, chargeId, fitting));
    } else if (begun && fitting.length === 0 && candidates[0]?.charge.optional !== true) {
      reasons.push(noPriceFits(chargeId, candidates, situation));
    }
  }
  if (
    charges.length === 0 &&
    reasons.length === 0 &&
    !(situation.hasParts && offering.charges.length === 0)
  ) {
    reasons.push(`"${line.offeringId}" has no price in ${input.currency} on ${day}`);
  }
  const pointer = `/lines/${index}/offeringId`;
  return { charges, errors: reasons.map((reason) => ({ pointer, code: 'PRICE_MISSING', reason })) };
}

function unmet(conditions: Price['conditions'], situation: Situation): string | undefined {
  return conditions === undefined ? undefined : unmetCondition(conditions, situation);
}

/** Says which prices of a charge there are, and when they hold. */
export function noPriceOn(
  day: string,
  chargeId: string,
  prices: readonly { readonly id: string; readonly validity: DateRange }[],
): string {
  const ranges = prices.map(({ id, validity }) => `"${id}" holds ${rangeText(validity)}`);
  return `the charge "${chargeId}" has no price on ${day}: ${ranges.join('; ')}`;
}

const MAX_NAMED = 3;

function noPriceFits(chargeId: string, prices: readonly Price[], situation: Situation): string {
  const why = prices
    .slice(0, MAX_NAMED)
    .map(({ id, conditions }) => `"${id}" ${unmet(conditions, situation)}`);
  const more = prices.length > MAX_NAMED ? `; and ${prices.length - MAX_NAMED} more` : '';
  return `no price of the charge "${chargeId}" fits: ${why.join('; ')}${more}`;
}
