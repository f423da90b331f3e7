import type { CharacteristicValue } from './price-conditions.ts';
import type { ManualAdjustment, PriceInput } from './price-input.ts';
import type { PriceResult } from './price-result.ts';

/** What somebody wants priced, before versions are resolved. */
export interface PriceRequest {
  readonly accountId?: string;
  readonly currency?: string;
  readonly market?: string;
  readonly channel?: string;
  /** Default: today in the tenant's zone. */
  readonly effectiveDate?: string;
  /** Default: the active catalog version. */
  readonly catalogVersion?: number;
  /** Who sells for us: the code of a partner. */
  readonly partner?: string;
  /** Where it is delivered. */
  readonly place?: string;
  /** Codes of promotions, in any case; one that cannot be used refuses the request. */
  readonly promotionCodes?: readonly string[];
  /** 1 to 5,000. */
  readonly lines: readonly PriceRequestLine[];
}

export interface PriceRequestLine {
  /** Chosen by the caller, unique in the request; comes back on the priced line. */
  readonly id: string;
  readonly offeringId: string;
  /** Decimal text, greater than zero. */
  readonly quantity: string;
  /**
   * Expected usage per usage charge, in the charge's unit (tokens, GB): `{ "input": "1500000" }`. Totals of the
   * line: they are not multiplied by the quantity. A charge that is not named has no usage.
   */
  readonly usage?: Readonly<Record<string, string>>;
  /** Another line of the request, whose bundle this one is part of. */
  readonly parentId?: string;
  /** Chosen values by characteristic. */
  readonly characteristics?: Readonly<Record<string, readonly CharacteristicValue[]>>;
  /** The commitment in months, 1 to 120; default: that of the parent. */
  readonly termMonths?: number;
  /** Calendar date on which the service begins; default: that of the parent. */
  readonly startDate?: string;
  readonly manualAdjustments?: readonly ManualAdjustment[];
}

export interface PricedQuote {
  /** Every dimension and pinned version the result depends on; durable, re-derivable. */
  readonly input: PriceInput;
  /** SHA-256 of the canonical input. */
  readonly inputHash: string;
  readonly result: PriceResult;
  /** SHA-256 of the canonical result, which has no volatile fields. */
  readonly priceHash: string;
}

/** A price that nobody keeps, and where it came from. */
export interface SimulatedPrice extends PricedQuote {
  /** `computed` for this caller, or a `copy` of what somebody was answered. The price is the same. */
  readonly source: 'computed' | 'copy';
  /** Milliseconds since the epoch. */
  readonly computedAt: number;
  /** Names the copy, for an operator who asks where it came from; absent where no copy was asked. */
  readonly copyKey?: string;
}
