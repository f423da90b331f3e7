/** What a purge covers. Absent members mean all: all tenants, all versions. */
export interface PurgeScope {
  readonly category: string;
  readonly tenant?: string;
  readonly version?: string;
}

export interface GenerationRow {
  readonly scope: PurgeScope;
  /** The number of the latest purge of this scope. An entry that was begun under a smaller watermark is void. */
  readonly generation: number;
  /** A quarantined scope is neither read nor filled until it is released, which purges it. */
  readonly quarantined: boolean;
}

/** All purges there are. Purges are numbered in the order of their commits, 1, 2, 3 …, over all scopes. */
export interface GenerationTable {
  /** The number of the latest purge in the table, 0 before the first. */
  readonly watermark: number;
  readonly rows: readonly GenerationRow[];
}

/** Where purge generations are durable: PostgreSQL in production. Never the store that is purged. */
export interface GenerationSource {
  read(): Promise<GenerationTable>;
}
