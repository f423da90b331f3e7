import { setImmediate } from 'node:timers/promises';
import { documentText, type FieldError, locatePointers } from '@quotewright/kernel';
import { locateCsvError } from '../domain/csv/locate-csv-error.ts';
import { readPriceRows } from '../domain/csv/read-price-rows.ts';
import { andMore, fail, reported } from '../domain/errors.ts';
import { type PriceList, readingPriceList } from '../domain/price-list.ts';
import { PRICE_LIST_FORMAT } from '../domain/price-list-document.ts';
import type { CsvReader } from '../ports/csv-reader.ts';
import type { PriceListImport } from '../ports/price-list-imports.ts';

export interface ReceivedList {
  readonly list: PriceList;
  /** Of a CSV document: how many lines with prices were read. */
  readonly rowCount?: number;
}

/**
 * The price list a received document makes. Of CSV the prices only: what else a list has comes from the draft.
 * Throws `PRICE_LIST_INVALID` with line and column, and of JSON a pointer, for everything that is wrong.
 */
export async function readReceivedList(
  readCsv: CsvReader,
  received: PriceListImport,
  draft: PriceList | undefined,
): Promise<ReceivedList> {
  return received.mediaType === 'text/csv'
    ? csvList(readCsv, received, draft)
    : { list: await jsonList(received) };
}

async function jsonList({ document, priceListId }: PriceListImport): Promise<PriceList> {
  const decoded = documentText(document);
  if ('problem' in decoded) throw invalid([{ pointer: '', code: 'NOT_UTF8', ...decoded.problem }]);
  const located = (errors: readonly FieldError[]) => {
    const places = locatePointers(
      decoded.text,
      reported(errors).errors.map(({ pointer }) => pointer),
    );
    return errors.map((error) => ({ ...error, ...places.get(error.pointer) }));
  };
  const read = await inTurns(readingPriceList(JSON.parse(decoded.text)));
  if (!read.ok) throw invalid(located(read.errors));
  const { id } = read.list.priceList;
  if (id === priceListId) return read.list;
  const reason = `the document is of the price list "${id}", it was sent to "${priceListId}"`;
  throw invalid(located([{ pointer: '/priceList/id', code: 'INVALID', reason }]));
}

async function csvList(
  readCsv: CsvReader,
  { document, priceListId, listName, listCurrency }: PriceListImport,
  draft: PriceList | undefined,
): Promise<ReceivedList> {
  const name = listName ?? draft?.priceList.name;
  const currency = listCurrency ?? draft?.priceList.currency;
  if (name === undefined || currency === undefined) {
    const missing = Object.entries({ name, currency }).filter(([, value]) => value === undefined);
    const reason = 'a new price list needs it as a query parameter';
    throw invalid(missing.map(([member]) => ({ pointer: `/priceList/${member}`, code: 'REQUIRED', reason })));
  }
  const csv = await readCsv(document);
  if (!csv.ok) throw invalid([{ pointer: '', ...csv.problem }]);
  const rowCount = Math.max(0, csv.rows.length - 1);
  const { prices, errors } = await inTurns(readPriceRows(csv.rows));
  if (errors.length > 0) throw invalid(errors, { rowCount });
  const read = await inTurns(
    readingPriceList({
      format: PRICE_LIST_FORMAT,
      priceList: { id: priceListId, name, currency },
      prices: prices.map(({ entry }) => entry),
      ...(draft?.adjustments !== undefined && { adjustments: draft.adjustments }),
    }),
  );
  if (read.ok) return { list: read.list, rowCount };
  throw invalid(
    read.errors.map((error) => locateCsvError(error, prices) ?? error),
    { rowCount },
  );
}

/** Long work in steps, so that requests are answered between them. */
async function inTurns<Result>(work: Generator<undefined, Result>): Promise<Result> {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    await setImmediate();
  }
}

function invalid(errors: readonly FieldError[], counts: { readonly rowCount?: number } = {}) {
  const [first] = errors;
  return fail('PRICE_LIST_INVALID', `${first && placeText(first)}: ${first?.reason}${andMore(errors)}`, {
    ...reported(errors),
    ...counts,
  });
}

/** A pointer says more than a line, where there is one. */
function placeText({ pointer, ...place }: FieldError): string {
  const { line, column } = place as { readonly line?: number; readonly column?: number | string };
  if (pointer !== '' || line === undefined) return pointer;
  return column === undefined ? `line ${line}` : `line ${line}, column ${column}`;
}
