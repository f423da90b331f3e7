import type { TenantId } from '@quotewright/kernel';
import type { PriceDivergence } from '../domain/price-divergence.ts';

/** Who is told how the proofs of kept prices end. The composition root fills it in. */
export interface PriceAlarm {
  /** So many more kept prices are proven. */
  proven(count: number): void;
  /** A kept price is not proven, and nobody was told of that before. */
  diverged(tenant: TenantId, divergence: PriceDivergence): void;
  /**
   * Once in a run: prices of this tenant may be wrong, so whatever is kept in copies of how they are made goes out of use.
   * `reason` is for people and has no amounts.
   */
  quarantine(tenant: TenantId, reason: string): Promise<void>;
}
