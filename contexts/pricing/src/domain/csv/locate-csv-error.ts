import type { FieldError } from '@quotewright/kernel';
import { CSV_COLUMNS } from './csv-columns.ts';
import { type CsvFieldError, csvError } from './csv-error.ts';
import type { SourcedPrice } from './sourced-price.ts';

/** Columns by the path of what they hold; a flat price has the members of its tier itself. */
const COLUMN_BY_PATH: ReadonlyMap<string, string> = new Map(
  [...CSV_COLUMNS].flatMap(([name, { path, ofTier }]) => [
    [path.join('/'), name] as const,
    ...(ofTier === true && !['floor', 'ceiling'].includes(path[1] as string)
      ? [[path[1] as string, name] as const]
      : []),
  ]),
);

/** An error of the document that was made from a CSV text, at the line and column it comes from. */
export function locateCsvError(
  { pointer, code, reason }: FieldError,
  prices: readonly SourcedPrice[],
): CsvFieldError | undefined {
  const [, list, index = '', ...steps] = pointer.split('/');
  const price = list === 'prices' ? prices[Number(index)] : undefined;
  if (price === undefined) return undefined;
  const said = withLines(reason, prices);
  if (steps[0] === 'tiers' && steps[1] !== undefined) {
    const line = price.lines[Number(steps[1])] ?? price.lines[0];
    return csvError({ line, ...columnOf(['tiers', ...steps.slice(2)]) }, code, said);
  }
  if (steps[0] === 'conditions' && steps[1] === 'characteristics') {
    const column = price.characteristics[Number(steps[2])];
    return csvError({ line: price.lines[0], ...(column !== undefined && { column }) }, code, said);
  }
  return csvError({ line: price.lines[0], ...columnOf(steps) }, code, said);
}

/** The column of the deepest member that has one. */
function columnOf(steps: readonly string[]): { readonly column?: string } {
  for (let length = steps.length; length > 0; length -= 1) {
    const column = COLUMN_BY_PATH.get(steps.slice(0, length).join('/'));
    if (column !== undefined) return { column };
  }
  return {};
}

/** Reasons name other prices by their place in the document: here that is a line. */
function withLines(reason: string, prices: readonly SourcedPrice[]): string {
  return reason.replace(/\/prices\/(\d{1,6})/g, (place, index) => {
    const line = prices[Number(index)]?.lines[0];
    return line === undefined ? place : `line ${line}`;
  });
}
