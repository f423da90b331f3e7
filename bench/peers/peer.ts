/**
 * One cache layer under comparison, set up as its documentation recommends for two tiers on Redis. The batteries know
 * nothing else of it.
 */
export interface RacePeer {
  /** The package and, where it matters, its version are in the lockfile; this is the column's title. */
  readonly name: string;
  /** What was configured, in a line that is printed under the table. */
  readonly configured: string;
  /**
   * A node of an installation: nodes with the same namespace share what is in Redis. Resolves when it is
   * ready. `commandTimeout` (milliseconds): the client's limit for one command, where a scenario asks for one.
   */
  open(redisUrl: string, namespace: string, commandTimeout?: number): Promise<RaceNode>;
}

/** One process's view, with connections of its own. */
export interface RaceNode {
  get(key: string, load: Load): Promise<string>;
  /** Resolves when the library says that it is done; rejects when it says that it could not. */
  invalidate(key: string): Promise<void>;
  close(): Promise<void>;
}

export type Load = () => Promise<string>;

/** The same life for every peer, far beyond what a scenario takes: nothing may be mended by expiry. */
export const LIFE_SECONDS = 600;
/** Entries in memory, where a library bounds them by number. */
export const LOCAL_ENTRIES = 10_000;
