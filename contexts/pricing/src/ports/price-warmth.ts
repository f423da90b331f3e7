import type { TenantId } from '@quotewright/kernel';
import type { PinnedPriceList } from '../domain/price-input.ts';

export interface PriceWarmUp {
  readonly tenant: TenantId;
  /** Ends the work between two batches, with its reason. */
  readonly signal?: AbortSignal;
  /** After each batch. */
  done?(): Promise<void>;
}

/** Has copies of a price list's version ready before anybody reads it. */
export interface PriceWarmth {
  /**
   * Copies the rules and the prices of the offerings, as far as its bounds go. Never fails for the copies' sake: what could not be
   * copied is read from the truth later.
   */
  warm(work: PriceWarmUp, list: PinnedPriceList, offeringIds: readonly string[]): Promise<void>;
}
