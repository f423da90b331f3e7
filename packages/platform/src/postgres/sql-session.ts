export interface SqlResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** First word of the server's command tag: `SELECT`, `INSERT`, … */
  readonly command: string;
  /** Rows an INSERT, UPDATE, DELETE or MERGE changed; 0 for other commands. */
  readonly affected: number;
}

/** One session of one engine, without opinions. Rejects with `SqlError` or `DATABASE_UNAVAILABLE`, nothing else. */
export interface SqlSession {
  /** One statement, `$1` parameters, extended protocol: a second statement in `text` is refused by the server. */
  query(text: string, parameters?: readonly unknown[]): Promise<SqlResult>;
  /** Any number of statements without parameters in one round trip. Answers with the last one's command. */
  script(text: string): Promise<string>;
}

export interface LeasedSession extends SqlSession {
  /** Gives the session back. `usable` false: its state is unknown, nobody may get it again. */
  release(usable: boolean): Promise<void>;
}

/** Where sessions come from: a pool of connections, or the one session of the embedded engine. */
export interface SessionSource {
  readonly engine: 'postgres' | 'embedded';
  /** `SET LOCAL …` of the server-side limits, or '' where the engine has none. */
  readonly limits: string;
  /** Rejects with `DATABASE_BUSY` or `DATABASE_UNAVAILABLE`. */
  lease(): Promise<LeasedSession>;
  /** A session outside the door, as the owner, without time limits. */
  leaseOwner(): Promise<LeasedSession>;
  close(): Promise<void>;
}
