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
  const [first] = rows;
  if (!TIERED.has(entry['model'])) errors.push(...tierBoundsWithoutTiers(first, columns));
  const lines = rows.map(({ line }) => line) as [number, ...number[]];
  return { price: { entry: withTariff(entry, tiers), lines, characteristics }, errors };
}

/** Models whose rows are tiers. */
export const TIERED: ReadonlySet<unknown> = new Set(['volume', 'graduated', 'block']);

/** A price without tiers has the amount of its one row itself; a threshold is then refused as no member of it. */
function withTariff({ model = 'flat', ...entry }: Members, tiers: readonly Members[]): Members {
  if (TIERED.has(model)) return { ...entry, model, tiers };
  const { floor: _floor, ceiling: _ceiling, ...own } = tiers[0] ?? {};
  return { ...entry, model, ...own };
}

const BOUNDS: ReadonlySet<unknown> = new Set(['floor', 'ceiling']);

/** Bounds of a tier on a price that has none: they would stand in for the price's own. */
function tierBoundsWithoutTiers(
  { line, cells }: Row,
  columns: readonly NamedColumn[],
): readonly CsvFieldError[] {
  return columns.flatMap(({ name, ofTier, path }, index) =>
    ofTier === true && BOUNDS.has(path[1]) && (cells[index] ?? '').trim() !== ''
      ? [csvError({ line, column: name }, 'CELL_INVALID', 'only prices with tiers have it')]
      : [],
  );
}

function put(entry: Members, { path }: CsvColumn, value: unknown): void {
  membersAt(entry, path.slice(0, -1))[path.at(-1) as string] = value;
}

function membersAt(entry: Members, path: readonly string[]): Members {
  let members = entry;
  for (const step of path) members = (members[step] ??= {}) as Members;
  return members;
}
