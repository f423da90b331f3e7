/*
 * A backup archive: gzip over lines of JSON.
 *
 *   {"format":"quotewright/backup@1", …}         the header
 *   {"table":"catalog.artefact"}                 then the table's rows, one a line,
 *   ["row",[…]]                                  each column's value as PostgreSQL's text, or null
 *   {"end":{"rows":1234,"sha256":"…"}}           over all bytes before this line
 *
 * Logical on purpose: it survives a new engine version, and an embedded installation can move to a PostgreSQL server.
 */

export const BACKUP_FORMAT = 'quotewright/backup@1';

export interface AppliedFile {
  readonly context: string;
  readonly number: number;
  readonly sha256: string;
}

export interface ArchiveHeader {
  readonly format: typeof BACKUP_FORMAT;
  readonly createdAt: string;
  readonly installationId: string;
  /** The schema the rows belong to: an archive is read back only into the same one. */
  readonly migrations: readonly AppliedFile[];
}

export interface ArchiveEnd {
  readonly end: { readonly rows: number; readonly sha256: string };
}

export interface ArchiveTable {
  readonly table: string;
}

/** A row's line is this, the values as a JSON array, and `]`. Text keeps what JSON would change: json columns, big numbers. */
export const ROW_PREFIX = '["row",';
