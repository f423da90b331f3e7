import type { KeyShape } from '../keys/key-shape.ts';
import type { Codec } from './codec.ts';
import type { CategoryKind } from './kinds.ts';

/** Milliseconds. `fresh` ≤ `max`; `jitter` is the most that is subtracted from `fresh`, by chance, at each fill. */
export interface TimeToLive {
  /** Until then the value is answered without a question. */
  readonly fresh: number;
  /** From then on it is never answered. */
  readonly max: number;
  /** Default: a sixth of `fresh`. */
  readonly jitter?: number;
}

/** What makes a value wrong, and how it then leaves the cache. */
export type Invalidation =
  /** Nothing does: a changed value has another key. */
  | 'versioned-key'
  /** These events, whose consumer invalidates the key. */
  | { readonly events: readonly [string, ...string[]] }
  /** Only time. Refused for kinds where an old value is a wrong one. */
  | 'ttl-only';

export type WhenStoreDown =
  /** Ask the truth, as many at a time as `loading.concurrency` allows. */
  | 'load'
  /** Answer `refused` (`degraded`): the caller has a lesser way of its own. */
  | 'degrade'
  /** Answer `refused` (`store-down`): the caller has none. */
  | 'refuse'
  /** Go on with this process's memory alone. For counters and throttles; a read-through category cannot. */
  | 'local';

export interface Loading {
  /** Milliseconds a load may take before its signal aborts and its callers get `CACHE_LOAD_TIMEOUT`. Default 10,000. */
  readonly timeout?: number;
  /** Milliseconds to wait for another node's load before `whenBusy` decides. Default 2,000. */
  readonly lockWait?: number;
  /** `load` (default): load without filling; `stale`: the stale value where there is one, else load; `refuse`: `refused` (`busy`). */
  readonly whenBusy?: 'load' | 'stale' | 'refuse';
  /**
   * Loads of this category at a time in this process. Default 16. A load that finds no place within `timeout`, or within `lockWait` where `whenBusy`
   * is `refuse`, is `refused` (`busy`).
   */
  readonly concurrency?: number;
  /** Refresh before expiry, more likely the dearer the load (XFetch). For expensive changeable values. Default false. */
  readonly early?: boolean;
}

export type Sensitivity =
  | 'none'
  | {
      /** Which declared fields make it sensitive. */
      readonly fields: readonly [string, ...string[]];
      /** Milliseconds; `ttl.max` may not be longer. */
      readonly maxTtl: number;
      readonly encrypted: boolean;
    };

/** How stored bytes are guarded against somebody who can write to the store. Every level has hash and echo of the key. */
export type Protection = 'hash' | 'sealed' | 'encrypted';

/**
 * Everything that is asked of a kind of cached value before it may be cached. A missing answer does not compile, a
 * bad one does not boot (`checkCategory`).
 */
export interface CategoryAnswers<Shape extends KeyShape, Value> {
  /** `catalog.offering`: lower-case words with dots and hyphens; names metrics and pages. */
  readonly name: string;
  /** First words of the key: `cpq`, `catalog`. */
  readonly system: string;
  readonly service: string;
  /** What it is, in a sentence for the operator. */
  readonly purpose: string;
  /** Who knows how to repair it. */
  readonly owner: string;
  readonly kind: CategoryKind;
  /** Where the value comes from and how it is rebuilt. */
  readonly truth: string;
  /** The tenant is in every key, or why it is in none. */
  readonly tenantScope: 'tenant' | { readonly global: `because ${string}` };
  /** What the key's version part counts, or why there is none. */
  readonly version: { readonly counts: string } | { readonly none: `because ${string}` };
  /** What follows the tenant in the key, in order. */
  readonly key: Shape;
  readonly ttl: TimeToLive;
  /** Milliseconds a "there is none" is kept; `never`: it is not kept at all. */
  readonly negativeTtl: number | 'never';
  readonly invalidation: Invalidation;
  /** Milliseconds after `fresh` that a stale value is answered while it is refreshed; at most until `max`. */
  readonly whenStale: 'never' | { readonly serveFor: number };
  readonly whenStoreDown: WhenStoreDown;
  /** Raised when the payload's shape changes: other versions are misses. A whole number, 1 to 65,535. */
  readonly schemaVersion: number;
  readonly codec: Codec<Value>;
  /** Bytes of an envelope in the store, after compression. */
  readonly maxStoredBytes: number;
  /** Bytes of a payload before compression: what a hostile envelope may blow up to. */
  readonly maxDecodedBytes: number;
  /** Bytes of an envelope in the store on average, for the memory plan. */
  readonly averageBytes: number;
  /** Payloads of more bytes are compressed where that saves a tenth. Default 8,192: reading small ones costs less than unpacking them. */
  readonly compressAbove?: number;
  /** Entries of a tenant (or of all, in a global category) and of one version, for the memory plan. */
  readonly expectedCardinality: number;
  /**
   * What the owner does about values over the cap. Such a value is answered, counted and not stored; `split` and `summary` say that the
   * category has another shape for them.
   */
  readonly overCap: 'split' | 'summary' | 'do-not-store';
  readonly sensitivity: Sensitivity;
  readonly protection: Protection;
  /** Why a wrong value here cannot change what is decided. */
  readonly canAffectBusinessState: `no, because ${string}`;
  /** File name under `docs/runbook`, without `.md`: opened at 3 a.m. */
  readonly runbook: string;
  readonly loading?: Loading;
  /**
   * The version a pointer points to: a whole number that only grows. Required for pointers, refused for others; a fill with a smaller one
   * than the store has is dropped. A method, as `validUntil`, so that a category of any value is a `Category`.
   */
  orderOf?(value: Value): number;
  /** Milliseconds since the epoch at which the value stops being true (the next validity boundary inside it); null: never. */
  validUntil?(value: Value): number | null;
  /** Share of hits, 0 to 1, that are checked against the truth off the hot path. Default 0. */
  readonly shadowRate?: number;
}

/** A declared category: the answers, frozen. Made by `defineCategory` alone. */
export interface Category<Shape extends KeyShape = KeyShape, Value = unknown>
  extends CategoryAnswers<Shape, Value> {
  readonly [declared]: true;
}

declare const declared: unique symbol;
