import type { JsonObject, MoneyJson } from '@quotewright/kernel';
import type { PinnedPriceList } from './price-input.ts';

export type ChargeType = 'oneTime' | 'recurring' | 'usage';
export type RecurringPeriod = 'month' | 'quarter' | 'year';

/** One step of the waterfall for one charge of one line, in order. */
export interface ExplanationStep {
  readonly seq: number;
  /** In the order of `WATERFALL_ORDER`: list, contract, tier, attribute, term, promotion, manual, channel, rounding. */
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
  /** Absent where all units have the one price that is shown. */
  readonly model?: 'graduated' | 'block' | 'percentOfTotal';
  /** Decimal text: what was multiplied, and in which unit. Of `percentOfTotal` the sum that the percentage is of. */
  readonly quantity: string;
  readonly unit: string;
  /** Of `graduated` the price of the highest tier reached, of `block` the amount of the range. */
  readonly unitPrice: MoneyJson;
  /** `unitPrice` is for this many units (`1000000` for a price per million tokens). */
  readonly per: string;
  /** Rounded once, half-up. */
  readonly amount: MoneyJson;
  readonly explanation: readonly ExplanationStep[];
  /** Where the amount grows in phases: the later ones. `amount` is that of the first. */
  readonly phases?: readonly PricePhase[];
  /** Where the service begins within a period and the charge is prorated: what that first part of it costs. */
  readonly firstPeriod?: FirstPeriod;
}

/** A later phase of a ramp. */
export interface PricePhase {
  /** Its first month, counted from 1. */
  readonly fromMonth: number;
  readonly amount: MoneyJson;
  readonly explanation: readonly ExplanationStep[];
}

/** The part of a calendar period in which the service runs: `days` of `ofDays`, rounded half-up by itself. */
export interface FirstPeriod {
  readonly from: string;
  /** Exclusive: the first day of the first whole period. */
  readonly until: string;
  readonly days: number;
  readonly ofDays: number;
  readonly amount: MoneyJson;
}

export interface PricedLine {
  readonly id: string;
  /** The line whose bundle this one is part of. */
  readonly parentId?: string;
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
  /** Absent where the account has no contract prices. */
  readonly contractSetVersion?: number;
  /** Absent where the tenant has no promotions. */
  readonly promotionSetVersion?: number;
  readonly effectiveDate: string;
  readonly roundingMode: 'halfUp';
  readonly engineVersion: string;
  readonly inputHash: string;
  readonly lines: readonly PricedLine[];
  readonly totals: PriceTotals;
}
