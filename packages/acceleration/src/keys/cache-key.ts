import type { EntryKeys } from '../ports/index.ts';

/**
 * The key of one value of one category: made by the category from typed parts (`Cache.key`), never by hand. Immutable,
 * and cheap to keep: a caller on a hot path builds it once.
 */
export interface CacheKey extends EntryKeys {
  /** The category's name. */
  readonly category: string;
  /** Null in a global category. */
  readonly tenant: string | null;
  /** The version part as it stands in the key; null where the category has none. */
  readonly version: string | null;
}
