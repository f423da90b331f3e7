import type { ChargeType, RecurringPeriod } from './price-result.ts';

/**
 * One price of one charge of one offering, in canonical form: decimals as canonical text, defaults filled in.
 * This is what a price row keeps, and what every calculation reads.
 */
export type Price = FlatPrice | VolumePrice;

interface PriceBase {
  /** Unique in its price list. */
  readonly id: string;
  readonly offeringId: string;
  readonly charge: Charge;
  /** Calendar dates, half-open. */
  readonly validity: { readonly from?: string; readonly until?: string };
}

/** The same amount at every quantity. */
export interface FlatPrice extends PriceBase {
  readonly model: 'flat';
  /** Decimal text: for `charge.per` units. */
  readonly amount: string;
}

/** All units at the price of the highest tier reached. */
export interface VolumePrice extends PriceBase {
  readonly model: 'volume';
  /** Ascending. The first has no `above`: it holds from zero on. */
  readonly tiers: readonly Tier[];
  readonly tierBasis: TierBasis;
}

export interface Tier {
  /** Exclusive: the tier is reached when the basis is greater than this. */
  readonly above?: string;
  readonly amount: string;
}

/** What tiers count: the charge's own quantity, or the line's usage of several charges together. */
export type TierBasis =
  | { readonly kind: 'own' }
  | { readonly kind: 'sumOf'; readonly charges: readonly string[] };

export interface Charge {
  readonly id: string;
  readonly name: string;
  readonly type: ChargeType;
  /** Of recurring charges only. */
  readonly period?: RecurringPeriod;
  /** Of usage charges only; the others count the offering's unit. */
  readonly unit?: string;
  /** Of usage charges only: whether fractions of the unit can be used. */
  readonly fractions?: true;
  /** The price is for this many units: a power of ten, so that dividing by it stays exact. */
  readonly per: string;
}
