import { type Decimal, decimal, ZERO } from '@quotewright/kernel';

/*
 * How a quantity becomes an amount.
 *   flat        amount × quantity
 *   volume      all units at the amount of the tier reached
 *   graduated   each unit at the amount of its own tier
 *   block       the amount of the tier reached, whatever the quantity
 */

export interface FlatTariff extends Bounds {
  readonly model: 'flat';
  /** Decimal text: for `per` units. */
  readonly amount: string;
}

export interface TieredTariff extends Bounds {
  readonly model: 'volume' | 'graduated' | 'block';
  /** Ascending. The first has no `above`: it holds from zero on. */
  readonly tiers: readonly Tier[];
  readonly tierBasis: TierBasis;
}

export type Tariff = FlatTariff | TieredTariff;

export interface Tier extends Bounds {
  /** Exclusive: the tier is reached when the basis is greater than this. */
  readonly above?: string;
  readonly amount: string;
}

/** Of the extended amount, in the list's currency: `max(70, 5 × n)` is amount 5 with floor 70. */
export interface Bounds {
  readonly floor?: string;
  readonly ceiling?: string;
}

/** What tiers count. Graduated tiers count their own quantity only. */
export type TierBasis =
  | { readonly kind: 'own' }
  /** The line's usage of several charges together. */
  | { readonly kind: 'sumOf'; readonly charges: readonly string[] }
  /** The quantities of all lines of these offerings in the same bundle. */
  | { readonly kind: 'bundle'; readonly offeringIds: readonly string[] };

/** The tiers of a tariff; a flat one is one tier that always holds. */
export function tiersOf(tariff: Tariff): readonly [Tier, ...Tier[]] {
  return (tariff.model === 'flat' ? [{ amount: tariff.amount }] : tariff.tiers) as readonly [Tier, ...Tier[]];
}

/** The index of the highest tier reached: a tier is reached when the basis is greater than its `above`. */
export function reachedTier(tiers: readonly Tier[], basis: Decimal): number {
  return tiers.findLastIndex(({ above }) => above === undefined || basis.greaterThan(decimal(above)));
}

/** The exact amount of a quantity at a price for `per` units. `per` is a power of ten: dividing loses nothing. */
export function extended(quantity: Decimal, unitAmount: string, per: string): Decimal {
  return decimal(unitAmount).times(quantity).dividedBy(decimal(per));
}

/** A part of a quantity that graduated tiers price by itself. */
export interface Slice {
  readonly tier: number;
  readonly quantity: Decimal;
  readonly amount: Decimal;
}

/** The quantity cut at the thresholds: what of it lies in each tier, none where nothing does. */
export function slicesOf(tiers: readonly Tier[], quantity: Decimal, per: string): readonly Slice[] {
  return tiers.flatMap(({ above, amount }, tier): Slice[] => {
    const from = above === undefined ? ZERO : decimal(above);
    const next = tiers[tier + 1]?.above;
    const until = next === undefined || quantity.lessThan(decimal(next)) ? quantity : decimal(next);
    const inTier = until.minus(from);
    return inTier.greaterThan(0) ? [{ tier, quantity: inTier, amount: extended(inTier, amount, per) }] : [];
  });
}

/** The exact amount of a quantity when the tier of this index is the one reached, before floor and ceiling. */
export function amountAtTier(tariff: Tariff, tier: number, quantity: Decimal, per: string): Decimal {
  const { amount } = tiersOf(tariff)[tier] as Tier;
  return tariff.model === 'block' ? decimal(amount) : extended(quantity, amount, per);
}

/** The exact amount of a quantity, before floor and ceiling. */
export function amountOf(tariff: Tariff, quantity: Decimal, basis: Decimal, per: string): Decimal {
  const tiers = tiersOf(tariff);
  if (tariff.model !== 'graduated') return amountAtTier(tariff, reachedTier(tiers, basis), quantity, per);
  return slicesOf(tiers, quantity, per).reduce((sum, { amount }) => sum.plus(amount), ZERO);
}

/** The bounds that hold at a tier: its own before those of the tariff. */
export function boundsAt(tariff: Tariff, tier: number): Bounds {
  const own = tiersOf(tariff)[tier];
  const floor = own?.floor ?? tariff.floor;
  const ceiling = own?.ceiling ?? tariff.ceiling;
  return { ...(floor === undefined ? {} : { floor }), ...(ceiling === undefined ? {} : { ceiling }) };
}
