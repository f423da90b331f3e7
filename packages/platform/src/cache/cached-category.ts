import type { CacheKey, Category } from '@quotewright/acceleration';
import type { Tx } from '../postgres/tx.ts';

/** One copy that may be in the store, and what the truth says it must be. */
export interface CheckableCopy {
  readonly key: CacheKey;
  /** SHA-256 of what would be stored now, lower-case hex; undefined where the truth has none. */
  readonly contentHash: string | undefined;
  /** What the truth itself says that hash is, where it keeps one. Another one means that somebody changed the row by hand. */
  readonly recordedHash?: string;
}

/** A category as a context hands it over: what it declares, and how its copies are found and compared. */
export interface CachedCategory {
  readonly category: Category<any, any>;
  /**
   * All copies of the tenant worth comparing with the truth, in batches of one read: the keys follow from the truth, the store is
   * never searched. `after` is the place to go on from, absent at first and undefined at the end.
   */
  copies(
    tx: Tx,
    after?: string,
  ): Promise<{ readonly copies: readonly CheckableCopy[]; readonly after?: string }>;
}
