import type { StoreBudget } from '../guard/store-budget.ts';

export interface Quota {
  /** From a closed set: it is a label of metrics and a part of keys. */
  readonly name: string;
  /** Whole units per window. */
  readonly units: number;
  /** Milliseconds. */
  readonly window: number;
  /** Most units at once; whole, from 1. A sliding window has at most `units`. */
  readonly burst: number;
  /** Default `gcra`. `sliding-window` for calendar quotas: never more than `units` within any window, however they fall. */
  readonly algorithm?: 'gcra' | 'sliding-window';
}

/** What one request takes. */
export interface QuotaUse {
  readonly quota: Quota;
  /** Name the bucket: client or user, route template, … Hashed into the key. */
  readonly parts: readonly string[];
  /** Whole units from 1. */
  readonly cost: number;
}

/**
 * `local`: this process's own limiter at its share of the quota · `open`: everything is admitted and counted · `closed`: refused.
 */
export type LimitWhenStoreDown = 'local' | 'open' | 'closed';

export interface LimitAsk {
  /** Null: of all tenants. */
  readonly tenant: string | null;
  /** Each bucket once. */
  readonly uses: readonly QuotaUse[];
  readonly whenStoreDown: LimitWhenStoreDown;
  /** Store time of the request that asks. Default: one operation's. */
  readonly budget?: StoreBudget;
  /** The label for refusals: a route template, a system. From a bounded set. Default: the quota's name. */
  readonly endpoint?: string;
  /**
   * Milliseconds that it may wait for this process's share where that is what is short, instead of being refused. Default 0. What the
   * store refuses is refused at once.
   */
  readonly patience?: number;
  /** Ends the waiting: the ask is refused and takes nothing. Called only where there is something to wait for. */
  readonly gone?: () => AbortSignal;
}

export interface LimitState {
  readonly quota: Quota;
  /** Whole units that could be taken at once now. */
  readonly remaining: number;
  /** Milliseconds until the whole quota is there again. */
  readonly resetAfter: number;
}

export type LimitDecision =
  | {
      readonly kind: 'admitted';
      /** Who decided; `unlimited`: the store is down and the ask says `open`, or nothing was asked for. */
      readonly source: 'store' | 'local' | 'unlimited';
      /** After the taking, in the order of the uses; empty where nobody counts. */
      readonly states: readonly LimitState[];
    }
  | {
      readonly kind: 'refused';
      readonly source: 'store' | 'local';
      /** The quota that is short for longest. */
      readonly by: Quota;
      /** Milliseconds, above 0. */
      readonly retryAfter: number;
      readonly states: readonly LimitState[];
    }
  /** The cost is above the burst: it would be refused for ever. */
  | { readonly kind: 'impossible'; readonly by: Quota }
  /** The store is down and the ask says so. */
  | { readonly kind: 'closed' };

export interface Limits {
  /**
   * Takes from all the buckets or from none, in one atomic operation. Never rejects for store trouble; a taking whose answer did not
   * come in time may still be applied, which costs units and nothing else.
   *
   * @throws TypeError for quotas and costs that are none, and for a bucket asked for twice
   */
  take(ask: LimitAsk): Promise<LimitDecision>;
}
