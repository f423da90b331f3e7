import type { MoneyJson } from '@quotewright/kernel';
import type { ChargeType, ExplanationStep, PriceTotals, RecurringPeriod } from './price-result.ts';

export type Change = 'added' | 'removed' | 'changed' | 'same';

/** What two prices have in common, and where they part. `before` and `after` are their places, not moments. */
export interface PriceComparison {
  readonly currency: string;
  /** Whether anybody pays something else; newer versions that come to the same do not count. */
  readonly changed: boolean;
  /** The versions and dates that differ. */
  readonly versions: readonly VersionDifference[];
  /** Lines of both by their id: those of `after` in its order, then those that are gone. */
  readonly lines: readonly LineComparison[];
  readonly totals: TotalsComparison;
}

export interface VersionDifference {
  readonly of: 'catalog' | 'priceList' | 'contractPrices' | 'promotions' | 'effectiveDate' | 'engine';
  /** Of price lists only. */
  readonly id?: string;
  /** As text; null where one of the prices has none. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface LineComparison {
  readonly id: string;
  readonly change: Change;
  readonly offeringId: string;
  readonly name: string;
  /** Decimal text; absent where the line is not there. */
  readonly quantityBefore?: string;
  readonly quantityAfter?: string;
  readonly charges: readonly ChargeComparison[];
}

/** A charge that is paid in another rhythm is another charge: one is removed and one is added. */
export interface ChargeComparison extends PartialMoneyComparison {
  readonly chargeId: string;
  readonly name: string;
  readonly type: ChargeType;
  readonly period?: RecurringPeriod;
  readonly change: Change;
  /** Where either grows in phases: for each month in which a later one begins, what is paid from then on. */
  readonly phases?: readonly PhaseComparison[];
  /** Where either is prorated: what the first period costs. Without proration it costs the whole amount. */
  readonly firstPeriod?: PartialMoneyComparison;
  /** Of changed charges: why. Absent where the same steps lead to another first period. */
  readonly partsAt?: Parting;
}

/** A side is absent where the charge is missing, and counts as nothing. */
export interface PartialMoneyComparison extends Partial<MoneyBeforeAndAfter> {
  readonly difference: MoneyJson;
}

export interface PhaseComparison extends PartialMoneyComparison {
  readonly fromMonth: number;
}

/** The first step at which two explanations part. On one side only: the other has no such step. */
export interface Parting {
  /** Of the later phase it belongs to, where the amounts of the first agree in every step. */
  readonly fromMonth?: number;
  readonly before?: ExplanationStep;
  readonly after?: ExplanationStep;
}

interface MoneyBeforeAndAfter {
  readonly before: MoneyJson;
  readonly after: MoneyJson;
}

/** `difference` is `after − before`. */
export interface MoneyComparison extends MoneyBeforeAndAfter {
  readonly difference: MoneyJson;
}

export interface TotalsComparison extends Record<Exclude<keyof PriceTotals, 'recurring'>, MoneyComparison> {
  /** One for each period that occurs in either. */
  readonly recurring: readonly (MoneyComparison & { readonly period: RecurringPeriod })[];
}
