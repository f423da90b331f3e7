import type { JsonObject, MoneyJson } from '@quotewright/kernel';
import type { PinnedPriceList } from './price-input.ts';

export type ChargeType = 'oneTime' | 'recurring' | 'usage';
export type RecurringPeriod = 'month' | 'quarter' | 'year';

/** One step of the waterfall for one charge of one line, in order. */
export interface ExplanationStep {
  readonly seq: number;
  /** `list`, `tier`, `rounding`; later: contract, term, promotion, manual, channel. */
  readonly stage: string;
  readonly ruleId: string;
  readonly ruleVersion: number;
  /** Stable, upper case: `LIST_PRICE`, `TIER_REACHED`, `ROUND_HALF_UP`, … */
  readonly reasonCode: string;
  /** What the step looked at: quantities, tier, unit price. */
  readonly input: JsonObject;
  /** Line amounts as exact decimal text, in the header's currency. */
  readonly before: string;
  readonly adjustment: { readonly type: 'set' | 'add' | 'multiply' | 'round'; readonly value: string };
  readonly after: string;
  /** Why a rule that matched did not apply. */
  readonly skipped?: string;
}

export interface PricedCharge {
  readonly chargeId: string;
  readonly name: string;
  readonly type: ChargeType;
  readonly period?: RecurringPeriod;
  /** Decimal text: what was multiplied, and in which unit. */
  readonly quantity: string;
  readonly unit: string;
  readonly unitPrice: MoneyJson;
  /** `unitPrice` is for this many units (`1000000` for a price per million tokens). */
  readonly per: string;
  /** Rounded once, half-up. */
  readonly amount: MoneyJson;
  readonly explanation: readonly ExplanationStep[];
}

export interface PricedLine {
  readonly id: string;
  readonly offeringId: string;
  readonly name: string;
  readonly quantity: string;
  readonly charges: readonly PricedCharge[];
}

/** Sums of rounded charges. `recurring` has one entry per period that occurs. */
export interface PriceTotals {
  readonly oneTime: MoneyJson;
  readonly usage: MoneyJson;
  readonly recurring: readonly { readonly period: RecurringPeriod; readonly amount: MoneyJson }[];
}

export interface PriceResult {
  readonly currency: string;
  readonly catalogVersion: number;
  readonly priceLists: readonly PinnedPriceList[];
  readonly effectiveDate: string;
  readonly roundingMode: 'halfUp';
  readonly engineVersion: string;
  readonly inputHash: string;
  readonly lines: readonly PricedLine[];
  readonly totals: PriceTotals;
}
