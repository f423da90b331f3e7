import type { CacheKey } from '../keys/cache-key.ts';
import type { KeyShape, PartsOf } from '../keys/key-shape.ts';
import type { Load, LoadMany, ReadOptions } from './loader.ts';
import type { BytesReading, Found, Reading, StoredCopy } from './reading.ts';

/** One category, opened on a store. Never throws for store trouble; a loader's error reaches the callers that waited for it. */
export interface Cache<Shape extends KeyShape, Value> {
  readonly name: string;
  /** `tenant` is null in a global category, and only there. Throws `CACHE_KEY_INVALID` for a part that is malformed. */
  key(tenant: string | null, parts: PartsOf<Shape>): CacheKey;
  /** Rejects with `CACHE_KEY_FOREIGN` or `CACHE_VERSION_UNKNOWN` where it is used wrongly. */
  get(key: CacheKey, load: Load<Value>, options?: ReadOptions): Promise<Reading<Value>>;
  /** The payload without decoding it. */
  getBytes(key: CacheKey, load: Load<Value>, options?: ReadOptions): Promise<BytesReading>;
  /** In the order of `keys`. One round trip for the reads, one load for all own misses. */
  getMany(
    keys: readonly CacheKey[],
    load: LoadMany<Value>,
    options?: ReadOptions,
  ): Promise<readonly Reading<Value>[]>;
  /** What this process has in memory and may answer now. No I/O, no load; a hit is counted, a miss is not: the caller goes on to ask otherwise. */
  peek(key: CacheKey): Value | undefined;
  /** As `peek`, with where the copy came from. */
  peekReading(key: CacheKey): Found<Value> | undefined;
  /** What the store holds under the key, not decoded and whatever memory says; to compare copies with the truth. Never loads. */
  stored(key: CacheKey, options?: Pick<ReadOptions, 'budget'>): Promise<StoredCopy>;
}
