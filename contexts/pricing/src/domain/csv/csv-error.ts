import type { FieldError } from '@quotewright/kernel';

/** What is wrong in a CSV text, and where. `pointer` is empty: a text without members has no pointers. */
export interface CsvFieldError extends FieldError {
  readonly line: number;
  /** By its name in the header; absent when it is about the whole line. */
  readonly column?: string;
}

export function csvError(
  { line, column }: Pick<CsvFieldError, 'line' | 'column'>,
  code: string,
  reason: string,
): CsvFieldError {
  return { pointer: '', line, ...(column !== undefined && { column }), code, reason };
}
