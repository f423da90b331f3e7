import type { Acceleration, HeavyHitter, TelemetrySnapshot } from '@quotewright/acceleration';

/** What one process counted of its copies. */
export interface CacheObservation {
  snapshot(): TelemetrySnapshot;
  /** The keys that miss most lately, of all tenants, most frequent first; counts are lower bounds. */
  missingKeys(): readonly HeavyHitter[];
  /** All that its memory holds now. */
  memory(): { readonly entries: number; readonly bytes: number };
}

/** The acceleration layer as adapters of contexts use it. */
export interface Caches
  extends Pick<
    Acceleration,
    'cache' | 'explain' | 'invalidate' | 'announcePurge' | 'refreshTunings' | 'newBudget'
  > {
  /**
   * Whether an invalidation of one process reaches all others that answer for this installation. Where it does not (several
   * processes, each with a store of its own), values that change under their key are not cached at all.
   */
  readonly sharesChanges: boolean;
  /** The number of the latest purge that this node knows of, whatever it was of; it only rises. */
  generation(): number;
  /** Absent: nobody counts. */
  readonly observed?: CacheObservation;
}
