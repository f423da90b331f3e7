import { decimal, decimalProblem, decimalText, type FieldError, jsonPointer } from '@quotewright/kernel';
import { canonicalExtras, type LineExtras } from './canonical-line-extras.ts';
import type { PriceRequestLine } from './price-request.ts';
import { textProblem } from './text.ts';

export const MAX_LINES = 5_000;
const MAX_DEPTH = 10;

export interface CanonicalLine extends LineExtras {
  readonly id: string;
  readonly offeringId: string;
  readonly quantity: string;
  readonly usage: Readonly<Record<string, string>>;
}

export type ReportFault = (path: readonly PropertyKey[], code: string, reason: string) => void;

/**
 * The lines in the one form that is hashed: order kept, usage sorted by charge, decimals as canonical text
 * ("1.50" and "1.5" are one price), commitment and start taken over from the line above where a line says nothing.
 * What cannot be read is added to `errors`, never repaired.
 */
export function canonicalLines(
  lines: readonly PriceRequestLine[],
  errors: FieldError[],
): readonly CanonicalLine[] {
  if (lines.length === 0 || lines.length > MAX_LINES) {
    const reason = `must have 1 to ${MAX_LINES} lines, has ${lines.length}`;
    errors.push({ pointer: '/lines', code: 'LINE_COUNT_INVALID', reason });
    return [];
  }
  const reportAt =
    (index: number): ReportFault =>
    (path, code, reason) =>
      errors.push({ pointer: jsonPointer(['lines', index, ...path]), code, reason });
  const firstWith = new Map<string, number>();
  const read = lines.map((line, index) => {
    const report = reportAt(index);
    const first = firstWith.get(line.id);
    if (first === undefined) firstWith.set(line.id, index);
    else report(['id'], 'LINE_ID_DUPLICATE', `"${line.id}" is the id of /lines/${first} already`);
    return canonicalLine(line, report);
  });
  const placed = (line: CanonicalLine) => {
    const index = line.parentId === undefined ? undefined : firstWith.get(line.parentId);
    return index === undefined ? undefined : read[index];
  };
  return read.map((line, index) => withInherited(line, placed, reportAt(index)));
}

/** What a line does not say is what the nearest line above it says. */
function withInherited(
  line: CanonicalLine,
  parentOf: (line: CanonicalLine) => CanonicalLine | undefined,
  report: ReportFault,
): CanonicalLine {
  if (line.parentId === undefined) return line;
  let { termMonths, startDate } = line;
  let above = parentOf(line);
  if (above === undefined) {
    report(['parentId'], 'LINE_PARENT_UNKNOWN', `there is no line "${line.parentId}"`);
  }
  for (let depth = 1; above !== undefined; depth += 1) {
    if (depth > MAX_DEPTH) {
      report(
        ['parentId'],
        'LINE_PARENT_CIRCULAR',
        `lines are nested in a circle, or deeper than ${MAX_DEPTH}`,
      );
      break;
    }
    termMonths ??= above.termMonths;
    startDate ??= above.startDate;
    above = parentOf(above);
  }
  return {
    ...line,
    ...(termMonths === undefined ? {} : { termMonths }),
    ...(startDate === undefined ? {} : { startDate }),
  };
}

function canonicalLine(line: PriceRequestLine, report: ReportFault): CanonicalLine {
  for (const member of ['id', 'offeringId'] as const) {
    const problem = textProblem(line[member]);
    if (problem !== undefined) report([member], 'TEXT_INVALID', problem);
  }
  const quantity = canonicalQuantity(line.quantity, ['quantity'], report);
  if (quantity === '0') report(['quantity'], 'QUANTITY_INVALID', 'must be greater than zero');
  const usage = Object.entries(line.usage ?? {})
    .map(([charge, text]) => [charge, canonicalQuantity(text, ['usage', charge], report)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    id: line.id,
    offeringId: line.offeringId,
    quantity,
    usage: Object.fromEntries(usage),
    ...canonicalExtras(line, report),
  };
}

function canonicalQuantity(text: string, path: readonly PropertyKey[], report: ReportFault): string {
  const problem = text.startsWith('-') ? 'must not be negative' : decimalProblem(text);
  if (problem === undefined) return decimalText(decimal(text));
  report(path, 'QUANTITY_INVALID', problem);
  return text;
}
