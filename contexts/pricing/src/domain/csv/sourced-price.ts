import type { CsvColumn } from './csv-columns.ts';
import { type CsvFieldError, csvError } from './csv-error.ts';
import type { NamedColumn } from './csv-header.ts';

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

type Members = Record<string, unknown>;

/** A price as a document would have it, and the lines it comes from: one for each tier. */
export interface SourcedPrice {
  readonly entry: Members;
  readonly lines: readonly [number, ...number[]];
  /** Names of the columns of its conditions on characteristics, in their order. */
  readonly characteristics: readonly string[];
}

/** Empty cells say nothing; a cell that cannot be read is an error. */
export function placePrice(
  rows: readonly [Row, ...Row[]],
  columns: readonly NamedColumn[],
): { readonly price: SourcedPrice; readonly errors: readonly CsvFieldError[] } {
  const errors: CsvFieldError[] = [];
  const entry: Members = {};
  const tiers: Members[] = [];
  const characteristics: string[] = [];
  for (const [rowIndex, { line, cells }] of rows.entries()) {
    const tier: Members = {};
    for (const [index, column] of columns.entries()) {
      const cell = (cells[index] ?? '').trim();
      if (cell === '' || (rowIndex > 0 && column.ofTier !== true)) continue;
      const value = column.read(cell);
      if (value === undefined) {
        const reason = `"${cell.slice(0, 100)}" cannot be read`;
        errors.push(csvError({ line, column: column.name }, 'CELL_INVALID', reason));
      } else if (column.ofTier === true) tier[column.path[1] as string] = value;
      else if (column.path[1] === 'characteristics') {
        characteristics.push(column.name);
        const conditions = membersAt(entry, ['conditions']);
        conditions['characteristics'] = [...((conditions['characteristics'] as unknown[]) ?? []), value];
      } else put(entry, column, value);
    }
    tiers.push(tier);
  }
  const lines = rows.map(({ line }) => line) as [number, ...number[]];
  return { price: { entry: withTariff(entry, tiers), lines, characteristics }, errors };
}

/** A price without tiers has the members of its one row itself. */
function withTariff({ model = 'flat', ...entry }: Members, tiers: readonly Members[]): Members {
  return model === 'volume' || model === 'graduated' || model === 'block'
    ? { ...entry, model, tiers }
    : { ...entry, model, ...tiers[0] };
}

function put(entry: Members, { path }: CsvColumn, value: unknown): void {
  membersAt(entry, path.slice(0, -1))[path.at(-1) as string] = value;
}

function membersAt(entry: Members, path: readonly string[]): Members {
  let members = entry;
  for (const step of path) members = (members[step] ??= {}) as Members;
  return members;
}
