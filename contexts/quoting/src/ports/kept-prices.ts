import type { Tx } from '@quotewright/platform/postgres';
import type { RevisionKey } from './revision-store.ts';

/** Times of pricing, milliseconds since the epoch: from `since` on, and before `before`. */
export interface PricedWithin {
  readonly since: number;
  readonly before: number;
}

/** A revision with a price. */
export interface PricedRevision extends RevisionKey {
  readonly number: string;
  readonly pricedAt: number;
  /** Where it stands in the order of pricing. */
  readonly place: string;
}

/** Finds the revisions of all quotes that have a price, whatever their state. */
export interface KeptPrices {
  count(tx: Tx, within: PricedWithin): Promise<number>;
  /** In the order of their pricing, those behind `after`. */
  page(
    tx: Tx,
    within: PricedWithin,
    limit: number,
    after?: PricedRevision,
  ): Promise<readonly PricedRevision[]>;
  /** Up to `size` of them, the same for the same seed. Looks at the index entry of each. */
  sample(tx: Tx, within: PricedWithin, size: number, seed: string): Promise<readonly PricedRevision[]>;
  /** The first one at or behind each of these times, each revision once. */
  firstFrom(tx: Tx, times: readonly number[], before: number): Promise<readonly PricedRevision[]>;
  /** When the oldest of them was made. */
  oldest(tx: Tx): Promise<number | undefined>;
}
