import type { StoreBudget } from '../guard/store-budget.ts';
import type { CacheKey } from '../keys/cache-key.ts';

/** A loader's answer "there is none". */
export const absent: unique symbol = Symbol('absent');

export interface LoadContext {
  /** Aborts at `loading.timeout`, when every caller has gone away, and when the layer closes. */
  readonly signal: AbortSignal;
  /** The value is compared with a copy: a loader that builds on other copies must do without them, or it would find its own mistakes right. */
  readonly verifies?: true;
}

/** Reads one value from the truth. May run in parallel on several nodes; must not answer from a cache. */
export type Load<Value> = (key: CacheKey, context: LoadContext) => Promise<Value | typeof absent>;

/** Reads several: a value or `absent` for each key, in order. */
export type LoadMany<Value> = (
  keys: readonly CacheKey[],
  context: LoadContext,
) => Promise<readonly (Value | typeof absent)[]>;

/** One of many as a load of its own. */
export function singleOf<Value>(load: LoadMany<Value>): Load<Value> {
  return async (key, context) => {
    const [value] = await load([key], context);
    return value as Value | typeof absent;
  };
}

export interface ReadOptions {
  /** Gives up waiting: the promise rejects with the signal's reason. The load goes on for other callers. */
  readonly signal?: AbortSignal;
  /** The request's budget of store time. Default: one of its own for this call. */
  readonly budget?: StoreBudget;
  /** Do not answer from this process's memory: what is not in the store is put there. */
  readonly pastMemory?: boolean;
  /** Never answer an older version than this. For categories with `orderOf`; others reject with `CACHE_VERSION_UNKNOWN`. */
  readonly minVersion?: number;
}
