import type { CacheKey, Category } from '@quotewright/acceleration';
import type { JsonObject } from '@quotewright/kernel';
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
   * Where a value came from, as far as it may be shown to whoever may read the cache's own facts: versions, dates, hashes. Never an
   * amount, a person or a term of a contract. What it throws counts as nothing said.
   */
  describe?(value: any): JsonObject;
  /** The pointer categories that tell people which version to ask for: their events lead to another key, and leave this copy as it is. */
  readonly follows?: readonly string[];
  /**
   * All copies of the tenant worth comparing with the truth, in batches of one read: the keys follow from the truth, the store is
   * never searched. `after` is the place to go on from, absent at first and undefined at the end.
   */
  copies(
    tx: Tx,
    after?: string,
  ): Promise<{ readonly copies: readonly CheckableCopy[]; readonly after?: string }>;
}

/** Of a category, what can be told about it without a copy. */
export type DeclaredCategory = Pick<CachedCategory, 'category' | 'describe' | 'follows'>;
