import type { PriceConditions } from './price-conditions.ts';
import type { Tariff } from './tariff.ts';
import type { DateRange } from './validity.ts';

/** What an account pays for a charge instead of the list price, in canonical form. The list says what kind of charge it is. */
export type ContractPrice = Tariff & {
  readonly id: string;
  readonly offeringId: string;
  readonly chargeId: string;
  readonly currency: string;
  /** Calendar dates, half-open. */
  readonly validity: DateRange;
  readonly conditions?: PriceConditions;
  /** Of several that hold the highest counts, then the smallest id. */
  readonly priority: number;
};

export const CONTRACT_PRICES_FORMAT = 'quotewright/contract-prices@1';

/** The contract prices of one account, published as one set. */
export interface ContractPriceSet {
  readonly format: typeof CONTRACT_PRICES_FORMAT;
  readonly prices: readonly ContractPrice[];
}
