import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { documentText } from '@quotewright/kernel';
import { CsvError, type CsvErrorCode, parse } from 'csv-parse';
import type { CsvReader, CsvReading, CsvRow } from '../ports/csv-reader.ts';

const SLICE = 64 * 1024;
const MAX_RECORD_CHARACTERS = 64 * 1024;
/** As many prices as a list has, and as many tiers again. What is read is in memory at once. */
const MAX_ROWS = 200_000;
const MAX_CELLS = 10_000_000;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const NEW_LINE = 10;
const CARRIAGE_RETURN = 13;

const REASONS: Partial<Record<CsvErrorCode, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened here and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'text follows a closing quote; a quote within quotes is written twice',
  INVALID_OPENING_QUOTE: 'a quote stands within a cell that does not begin with one',
  CSV_MAX_RECORD_SIZE: `the row has more than ${MAX_RECORD_CHARACTERS} characters`,
};

export const readCsv: CsvReader = async (sent) => {
  const given = Buffer.from(sent.buffer, sent.byteOffset, sent.byteLength);
  const bytes = given.subarray(0, 3).equals(BYTE_ORDER_MARK) ? given.subarray(3) : given;
  const decoded = documentText(given);
  if ('problem' in decoded) return refused(decoded.problem.line, 'NOT_UTF8', decoded.problem.reason);
  const lines = lineCounter(bytes);
  const rows: CsvRow[] = [];
  let cellCount = 0;
  let excess: number | undefined;
  const parser = parse({
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_CHARACTERS,
    // Not from the stream, which drops what it holds when a later record is no CSV: then its line would be wrong.
    on_record: (cells: readonly string[], { bytes: end }) => {
      const line = lines.nextRecord();
      lines.moveTo(end);
      cellCount += cells.length;
      if (rows.length === MAX_ROWS || cellCount > MAX_CELLS) excess ??= line;
      else rows.push({ line, cells });
      return null;
    },
  });
  try {
    await pipeline(slices(bytes), parser.resume());
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return refused(lines.nextRecord(), 'CSV_MALFORMED', REASONS[error.code] ?? 'is no CSV');
  }
  return excess === undefined
    ? { ok: true, rows }
    : refused(excess, 'CSV_TOO_LARGE', `at most ${MAX_ROWS} rows and ${MAX_CELLS} cells are read`);
};

function refused(line: number, code: string, reason: string): CsvReading {
  return { ok: false, problem: { line, code, reason } };
}

/** The parser works without a pause: between slices it is the turn of other requests. */
async function* slices(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let offset = 0; offset < bytes.length; offset += SLICE) {
    yield bytes.subarray(offset, offset + SLICE);
    await setImmediate();
  }
}

/** Lines as editors count them. The parser's own count is wrong behind a cell of several lines. */
function lineCounter(bytes: Buffer) {
  let offset = 0;
  let line = 1;
  const isBreak = (at: number) =>
    bytes[at] === NEW_LINE || (bytes[at] === CARRIAGE_RETURN && bytes[at + 1] !== NEW_LINE);
  return {
    /** The line of the next record, behind empty lines. */
    nextRecord(): number {
      for (; bytes[offset] === NEW_LINE || bytes[offset] === CARRIAGE_RETURN; offset += 1) {
        if (isBreak(offset)) line += 1;
      }
      return line;
    },
    moveTo(end: number) {
      for (; offset < end; offset += 1) if (isBreak(offset)) line += 1;
    },
  };
}
