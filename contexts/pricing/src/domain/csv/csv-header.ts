import { CSV_COLUMNS, type CsvColumn, characteristicColumn, REQUIRED_COLUMNS } from './csv-columns.ts';
import { type CsvFieldError, csvError } from './csv-error.ts';

export interface NamedColumn extends CsvColumn {
  readonly name: string;
}

/** What the first row says about the cells below it. */
export function readHeader(
  cells: readonly string[],
  line: number,
): { readonly columns: readonly NamedColumn[]; readonly errors: readonly CsvFieldError[] } {
  const errors: CsvFieldError[] = [];
  const columns: NamedColumn[] = [];
  const seen = new Set<string>();
  for (const cell of cells) {
    const name = cell.trim();
    const column = CSV_COLUMNS.get(name) ?? characteristicColumn(name);
    const shown = { line, column: name.slice(0, 100) };
    if (column === undefined) errors.push(csvError(shown, 'COLUMN_UNKNOWN', 'there is no such column'));
    else if (seen.has(name)) errors.push(csvError(shown, 'COLUMN_DUPLICATE', 'is there twice'));
    else columns.push({ ...column, name });
    seen.add(name);
  }
  for (const name of REQUIRED_COLUMNS) {
    if (seen.has(name)) continue;
    const reason = 'is missing: the first row must name the columns';
    errors.push(csvError({ line, column: name }, 'COLUMN_MISSING', reason));
  }
  return { columns, errors };
}
