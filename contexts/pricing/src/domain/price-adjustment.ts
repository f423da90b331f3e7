import type { PriceConditions } from './price-conditions.ts';
import type { ChargeType } from './price-result.ts';
import type { DateRange } from './validity.ts';

/** What a rule does to the amount of a charge. Values are signed decimal text. */
export interface Adjustment {
  /**
   * `percent` of the amount so far (`-5` takes 5 % off) · `amount` added to the whole amount · `amountPerUnit` times
   * the quantity added · `unitPrice` times the quantity instead of the amount. Per-unit values are for `charge.per` units.
   */
  readonly type: 'percent' | 'amount' | 'amountPerUnit' | 'unitPrice';
  readonly value: string;
}

/** What counts units has no meaning for a percentage of a total. */
export function countsUnits({ type }: Pick<Adjustment, 'type'>): boolean {
  return type === 'amountPerUnit' || type === 'unitPrice';
}

/** Which charges a rule is about. All members must hold; absent = any. */
export interface ChargeSelector {
  readonly offeringIds?: readonly string[];
  readonly chargeIds?: readonly string[];
  readonly chargeTypes?: readonly ChargeType[];
}

/** What every rule of the waterfall has in common. In its stage rules apply by priority, highest first, then by id. */
export interface PriceRule {
  readonly id: string;
  readonly name: string;
  readonly priority: number;
  /** An exclusive rule applies only when no rule of its stage has applied before it, and then it is the last one. */
  readonly combination: 'exclusive' | 'stackable';
  /** Calendar dates, half-open. */
  readonly validity: DateRange;
  readonly conditions: PriceConditions;
  readonly appliesTo: ChargeSelector;
  readonly adjustment: Adjustment;
}

export const ADJUSTMENT_STAGES = ['attribute', 'term', 'channel'] as const;

/** A rule of a price list, in canonical form: a surcharge by configuration, a discount for commitment, a partner's margin. */
export interface PriceAdjustment extends PriceRule {
  readonly stage: (typeof ADJUSTMENT_STAGES)[number];
}
