/** What an operator has changed of a category for one tenant, for a while. Absent members: as the category declares. */
export interface Tuning {
  readonly category: string;
  readonly tenant: string;
  /** Milliseconds since the epoch; from then on it is as if it were not there. */
  readonly until: number;
  /** Milliseconds, in place of `ttl.fresh`. */
  readonly fresh?: number;
  /** In place of `ttl.jitter`: a share of the fresh time, 0 to 1. */
  readonly jitter?: number;
  /** In place of the category's, 0 to 1. */
  readonly shadowRate?: number;
}

/** Where tunings are durable: PostgreSQL in production. */
export interface TuningSource {
  /** All that are in force, in any order; one for each category and tenant at most. */
  read(): Promise<readonly Tuning[]>;
}
