import type { PriceConditions } from './price-conditions.ts';
import type { ChargeType, RecurringPeriod } from './price-result.ts';
import type { Bounds, Tariff } from './tariff.ts';
import type { DateRange } from './validity.ts';

/**
 * One price of one charge of one offering, in canonical form: decimals as canonical text, defaults filled in.
 * This is what a price row keeps, and what every calculation reads.
 */
export type Price = PriceBase & (Tariff | PercentOfTotal);

/** A price that does not depend on other prices. */
export type TariffPrice = PriceBase & Tariff;

/** A price that is a part of what other charges come to. */
export type PercentPrice = PriceBase & PercentOfTotal;

interface PriceBase {
  /** Unique in its price list. */
  readonly id: string;
  readonly offeringId: string;
  readonly charge: Charge;
  /** Calendar dates, half-open. */
  readonly validity: DateRange;
  readonly conditions?: PriceConditions;
  /** Of several prices that hold for a charge the highest counts, then the smallest id. Absent = 0. */
  readonly priority?: number;
  /** Of recurring charges only: the amount grows in phases. Ascending; the first begins with month 1. */
  readonly ramp?: readonly RampPhase[];
}

/** So many percent of the rounded amounts of other charges of the same list. */
export interface PercentOfTotal extends Bounds {
  readonly model: 'percentOfTotal';
  readonly percent: string;
  readonly of: {
    /** Where the charges are looked for: on the line itself, in its bundle, on the whole quote. */
    readonly scope: 'line' | 'bundle' | 'quote';
    readonly charges: readonly ChargeReference[];
  };
}

export interface ChargeReference {
  readonly offeringId: string;
  readonly chargeId: string;
}

export interface RampPhase {
  /** The first month of the phase, counted from 1. */
  readonly fromMonth: number;
  /** Of the charge's amount: `50` for half of it. */
  readonly percent: string;
}

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
  /** A line may do without the charge when no price's conditions hold; otherwise that refuses the line. */
  readonly optional?: true;
  /** Of recurring charges only: a first period that has begun already is charged by its days. */
  readonly proration?: 'daily';
}
