import type { StoreKey } from './store-key.ts';

/** What is taken from one bucket. All numbers are whole and below 2^53. */
export interface BucketUse {
  readonly key: StoreKey;
  readonly algorithm: 'gcra' | 'sliding-window';
  /** What is taken now, from 1 to the capacity: microseconds of the bucket's rate (`gcra`), or units. */
  readonly cost: number;
  /** The most that may be taken at once from a full bucket, in the same measure. */
  readonly capacity: number;
  /** Microseconds of one of the `WINDOW_SLOTS` slots of a sliding window; 0 for `gcra`. */
  readonly slot: number;
}

/** Of one bucket, after the taking if there was one. */
export interface BucketState {
  /** Microseconds until the cost would fit; 0: it fits. */
  readonly wait: number;
  /** What is taken of the capacity, in its measure. */
  readonly level: number;
  /** Microseconds until nothing is. */
  readonly reset: number;
}

export interface RateLimitStore {
  /**
   * Takes from all the buckets if all waits are 0, from none otherwise; by the store's clock, atomically. The keys are different,
   * share a cluster slot, and die by themselves. A value that is none of this algorithm's is a full bucket.
   */
  takeUnits(uses: readonly BucketUse[]): Promise<readonly BucketState[]>;
}
