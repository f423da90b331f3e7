import { type Decimal, decimal, ZERO } from '@quotewright/kernel';
import type { ChosenCharge } from './choose-prices.ts';
import type { Offering } from './offering.ts';
import type { Price, Tier, TierBasis } from './price.ts';
import { type PriceInput, type PriceInputLine, pinnedList } from './price-input.ts';

/** One charge of one line with everything that the stages of the waterfall look at. */
export interface ChargeCase {
  readonly input: PriceInput;
  readonly price: Price;
  readonly priceListVersion: number;
  readonly outOfDate: readonly Price[];
  /** What the price is multiplied with, and in which unit. */
  readonly quantity: Decimal;
  readonly unit: string;
  /** What the price's tiers count. */
  readonly tierBasis: Decimal;
}

/**
 * One-time and recurring charges count the line's quantity. A usage charge counts the line's usage of it, which
 * is the total of the line and is not multiplied by the quantity: three seats that use 1 M tokens together say 1 M.
 */
export function chargeCase(
  chosen: ChosenCharge,
  input: PriceInput,
  line: PriceInputLine,
  offering: Offering,
): ChargeCase {
  const { price, outOfDate } = chosen;
  const { charge } = price;
  const own = charge.type === 'usage' ? usageOf(line, charge.id) : decimal(line.quantity);
  const basis: TierBasis = price.model === 'volume' ? price.tierBasis : { kind: 'own' };
  return {
    input,
    price,
    priceListVersion: pinnedList(input).version,
    outOfDate,
    quantity: own,
    unit: charge.unit ?? offering.unit.name,
    tierBasis: basis.kind === 'own' ? own : sum(basis.charges.map((id) => usageOf(line, id))),
  };
}

/** Usage that is not named is none. */
function usageOf({ usage }: PriceInputLine, chargeId: string): Decimal {
  const text = Object.hasOwn(usage, chargeId) ? usage[chargeId] : undefined;
  return text === undefined ? ZERO : decimal(text);
}

function sum(values: readonly Decimal[]): Decimal {
  return values.reduce((total, value) => total.plus(value), ZERO);
}

/** The tiers of a price; a flat price is one tier that always holds. */
export function tiersOf(price: Price): readonly Tier[] {
  return price.model === 'flat' ? [{ amount: price.amount }] : price.tiers;
}

/** The index of the highest tier reached: a tier is reached when the basis is greater than its `above`. */
export function reachedTier(tiers: readonly Tier[], basis: Decimal): number {
  return tiers.findLastIndex(({ above }) => above === undefined || basis.greaterThan(decimal(above)));
}

/** The exact amount of a quantity at a price for `per` units. `per` is a power of ten: dividing loses nothing. */
export function extended(quantity: Decimal, unitAmount: string, per: string): Decimal {
  return decimal(unitAmount).times(quantity).dividedBy(decimal(per));
}
