import type { TenantId } from '@quotewright/kernel';

export interface WarmUp {
  readonly tenant: TenantId;
  /** Ends the work between two batches, with its reason. */
  readonly signal?: AbortSignal;
  /** After each batch: how many offerings are done. */
  done?(offerings: number): Promise<void> | void;
}

/** Has copies of a version ready before anybody reads it. */
export interface CatalogWarmth {
  /** How many offerings `warm` copies at most. */
  readonly most: number;
  /**
   * Copies what readers will ask for first, as far as its bounds go. Never fails for the copies' sake: what could not be
   * copied is read from the truth later.
   */
  warm(work: WarmUp, version: number): Promise<void>;
}
