/**
 * One context's migrations: a folder of `000001_<what>.sql` files, applied in order, once, each in its own
 * transaction. A file that was applied never changes again (its SHA-256 is kept).
 */
export interface MigrationSource {
  readonly context: string;
  readonly directory: URL;
}
