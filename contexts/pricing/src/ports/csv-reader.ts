/** A record of a CSV text. */
export interface CsvRow {
  /** On which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Why a text is no CSV. */
export interface CsvProblem {
  readonly line: number;
  readonly code: string;
  readonly reason: string;
}

export type CsvReading =
  | { readonly ok: true; readonly rows: readonly CsvRow[] }
  | { readonly ok: false; readonly problem: CsvProblem };

/** Reads RFC 4180 text in UTF-8, with or without a byte order mark; empty lines are no records. Lets others run meanwhile. */
export type CsvReader = (bytes: Uint8Array) => Promise<CsvReading>;
