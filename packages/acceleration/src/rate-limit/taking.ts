import type { BucketState } from '../ports/index.ts';

/** What taking from one bucket would do; whether it is done, all buckets of the ask decide together. */
export interface Taking<State> {
  /** Microseconds until the cost would fit; 0: it fits. */
  readonly wait: number;
  readonly before: Omit<BucketState, 'wait'>;
  readonly after: Omit<BucketState, 'wait'>;
  /** What to keep if it is done. */
  readonly next: State;
}
