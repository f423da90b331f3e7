import type { ChargeSelector } from './price-adjustment.ts';

/** Who may give how much by hand, in canonical form. The first rule by priority, then id, that fits actor and charge counts. */
export interface DiscountRule {
  readonly id: string;
  readonly priority: number;
  /** Any of them; absent = everybody. */
  readonly roles?: readonly string[];
  readonly appliesTo: ChargeSelector;
  /** Decimal text: a discount above it is refused, whoever would approve it. */
  readonly maxPercent?: string;
  /** Ascending: the highest one exceeded says which level must approve. */
  readonly thresholds: readonly { readonly abovePercent: string; readonly level: number }[];
}

export const DISCOUNT_POLICY_FORMAT = 'quotewright/discount-policy@1';

/** The discount policy of a tenant, published as one set. */
export interface DiscountPolicy {
  readonly format: typeof DISCOUNT_POLICY_FORMAT;
  readonly rules: readonly DiscountRule[];
}

/** A discount that somebody with more authority has to look at. */
export interface DiscountSignal {
  readonly code: 'DISCOUNT_ABOVE_THRESHOLD';
  readonly level: number;
  readonly lineId: string;
  readonly chargeId: string;
  /** Of the charge's amount before it, decimal text with at most 4 decimals. */
  readonly percent: string;
  readonly ruleId: string;
  readonly policyVersion: number | null;
}
