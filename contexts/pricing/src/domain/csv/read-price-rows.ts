import { type CsvFieldError, csvError } from './csv-error.ts';
import { type NamedColumn, readHeader } from './csv-header.ts';
import { placePrice, type SourcedPrice, TIERED } from './sourced-price.ts';

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface ReadPriceRows {
  readonly prices: readonly SourcedPrice[];
  readonly errors: readonly CsvFieldError[];
}

/** A text with more of them is not read to its end. */
const MAX_ERRORS = 1_000;
/** How many prices are made before others get their turn. */
const SLICE = 500;

/**
 * Prices as they would stand in a document, unchecked, each knowing its lines. Rows of one price follow one another:
 * each is one more tier. What cannot be put into a document at all is an error here. Yields between slices of the work.
 */
export function* readPriceRows([header, ...data]: readonly Row[]): Generator<undefined, ReadPriceRows> {
  if (header === undefined) {
    return { prices: [], errors: [csvError({ line: 1 }, 'CSV_EMPTY', 'there are no rows')] };
  }
  const { columns, errors: headerErrors } = readHeader(header.cells, header.line);
  if (headerErrors.length > 0) return { prices: [], errors: headerErrors };
  if (data.length === 0) {
    return { prices: [], errors: [csvError({ line: header.line }, 'CSV_EMPTY', 'there are no prices')] };
  }
  const errors: CsvFieldError[] = [];
  const prices: SourcedPrice[] = [];
  for (const group of pricesOf(data, columns, errors)) {
    const { price, errors: cellErrors } = placePrice(group, columns);
    prices.push(price);
    for (const error of rowsThatDiffer(group, columns)) {
      if (errors.length < MAX_ERRORS) errors.push(error);
    }
    for (const error of cellErrors) errors.push(error);
    if (errors.length >= MAX_ERRORS) break;
    if (prices.length % SLICE === 0) yield;
  }
  return { prices, errors };
}

/** Rows that have as many cells as there are columns, put together by price. */
function* pricesOf(
  rows: readonly Row[],
  columns: readonly NamedColumn[],
  errors: CsvFieldError[],
): Generator<readonly [Row, ...Row[]]> {
  const idAt = columns.findIndex(({ name }) => name === 'price');
  const modelAt = columns.findIndex(({ name }) => name === 'model');
  const firstLines = new Map<string, number>();
  const cellOf = ({ cells }: Row, at: number) => (cells[at] ?? '').trim();
  let group: [Row, ...Row[]] | undefined;
  for (const row of rows) {
    if (row.cells.length !== columns.length) {
      const count = row.cells.length;
      const code = count > columns.length ? 'CELLS_TOO_MANY' : 'CELLS_TOO_FEW';
      errors.push(csvError(row, code, `has ${count} cells, the header names ${columns.length} columns`));
      if (errors.length >= MAX_ERRORS) return;
      continue;
    }
    const id = cellOf(row, idAt);
    if (group !== undefined && id === cellOf(group[0], idAt) && TIERED.has(cellOf(group[0], modelAt))) {
      group.push(row);
      continue;
    }
    if (group !== undefined) yield group;
    group = undefined;
    const first = firstLines.get(id);
    if (first === undefined) {
      firstLines.set(id, row.line);
      group = [row];
      continue;
    }
    const reason = `"${id}" is the price of line ${first} already; rows of one price follow one another and have tiers`;
    errors.push(csvError({ line: row.line, column: 'price' }, 'PRICE_ID_DUPLICATE', reason));
  }
  if (group !== undefined) yield group;
}

/** Further tiers repeat what their price says, or leave it out. */
function* rowsThatDiffer(
  [first, ...others]: readonly [Row, ...Row[]],
  columns: readonly NamedColumn[],
): Generator<CsvFieldError> {
  for (const { line, cells } of others) {
    for (const [index, { name, ofTier }] of columns.entries()) {
      const cell = (cells[index] ?? '').trim();
      if (ofTier === true || cell === '' || cell === (first.cells[index] ?? '').trim()) continue;
      const reason = `differs from line ${first.line}, of which this is a further tier`;
      yield csvError({ line, column: name }, 'ROW_DIFFERS', reason);
    }
  }
}
