import type { PriceRule } from './price-adjustment.ts';

/** A promotion in canonical form. With a code it must be asked for, without one it applies by itself. */
export interface Promotion extends PriceRule {
  /** Upper case; on a day it is the code of one promotion. */
  readonly code?: string;
  /** Needed where the adjustment or the budget is an amount: the promotion then counts in this currency only. */
  readonly currency?: string;
  readonly limits?: PromotionLimits;
}

/** Enforced when a quote is accepted, by counting in PostgreSQL. Absent = unlimited. */
export interface PromotionLimits {
  /** Accepted quotes. */
  readonly redemptions?: number;
  readonly redemptionsPerAccount?: number;
  /** Decimal text in `currency`: the sum of what accepted quotes got off; recurring charges count one period. */
  readonly budget?: string;
}

export const PROMOTIONS_FORMAT = 'quotewright/promotions@1';

/** The promotions of a tenant, published as one set. */
export interface PromotionSet {
  readonly format: typeof PROMOTIONS_FORMAT;
  readonly promotions: readonly Promotion[];
}
