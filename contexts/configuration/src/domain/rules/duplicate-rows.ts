import type { Cell } from './rule-document.schema.ts';

export interface DuplicateRow {
  readonly row: number;
  /** The first row that says the same. */
  readonly first: number;
}

/** Rows that say what one above them says. The order of the values in a cell and repeated values do not matter. */
export function* duplicateRows(rows: readonly (readonly Cell[])[]): Generator<DuplicateRow> {
  const seen = new Map<string, number>();
  for (const [row, cells] of rows.entries()) {
    const key = JSON.stringify(cells.map(cellKey));
    const first = seen.get(key);
    if (first === undefined) seen.set(key, row);
    else yield { row, first };
  }
}

/** A column has one type: `1` and `"1"` cannot mean two things in it. */
function cellKey(cell: Cell): unknown {
  if (typeof cell !== 'object') return String(cell);
  if (!Array.isArray(cell)) return isPoint(cell) ? String(cell.min) : { min: cell.min, max: cell.max };
  const values = [...new Set(cell.map(String))].sort();
  return values.length === 1 ? values[0] : values;
}

function isPoint({ min, max }: { readonly min?: number; readonly max?: number }): boolean {
  return min !== undefined && min === max;
}
