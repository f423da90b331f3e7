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

/** A copy that can be made ahead of whoever will ask for it. */
export interface WarmableKey {
  readonly key: CacheKey;
  /** Reads it as requests do, which leaves a copy behind. The transaction holds no connection yet. */
  read(tx: Tx): Promise<unknown>;
}

export interface WarmableCopy extends CheckableCopy, WarmableKey {}

/** Copies of one read. */
export interface CopyBatch<Copy extends { readonly key: CacheKey } = CheckableCopy> {
  readonly copies: readonly Copy[];
  /** The place to go on from. Absent: these are the last. */
  readonly after?: string;
}

/** A category whose copies can be found and compared with the truth. */
export interface ComparedCategory {
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
   * never searched. `after` is the place to go on from, absent at first.
   */
  copies(tx: Tx, after?: string): Promise<CopyBatch>;
}

/** One whose copies operators can have made. */
export interface WarmedCategory extends ComparedCategory {
  readonly notWarmed?: undefined;
  copies(tx: Tx, after?: string): Promise<CopyBatch<WarmableCopy>>;
  /** Those of versions that are in force, as `copies` tells all. Absent: those are all that readers ask for. */
  inForce?(tx: Tx, after?: string): Promise<CopyBatch<WarmableKey>>;
}

/** One whose copies are left to their readers. */
export interface UnwarmedCategory extends ComparedCategory {
  /** Why: shown to operators. */
  readonly notWarmed: `because ${string}`;
}

/** A category as a context hands it over: what it declares, and how its copies are found, compared and made. */
export type CachedCategory = WarmedCategory | UnwarmedCategory;

/** Of a category, what can be told about it without a copy. */
export type DeclaredCategory = Pick<CachedCategory, 'category' | 'describe' | 'follows' | 'notWarmed'>;
