import { decimal, decimalProblem, decimalText, type FieldError } from '@quotewright/kernel';
import { pointerTo } from './field-errors.ts';
import type { PriceRequestLine } from './price-request.ts';
import { textProblem } from './text.ts';

export const MAX_LINES = 5_000;

export interface CanonicalLine {
  readonly id: string;
  readonly offeringId: string;
  readonly quantity: string;
  readonly usage: Readonly<Record<string, string>>;
}

type Report = (path: readonly PropertyKey[], code: string, reason: string) => void;

/**
 * The lines in the one form that is hashed: order kept, usage sorted by charge, decimals as canonical text
 * ("1.50" and "1.5" are one price). What cannot be read is added to `errors`, never repaired.
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
  const firstWith = new Map<string, number>();
  return lines.map((line, index) => {
    const report: Report = (path, code, reason) =>
      errors.push({ pointer: pointerTo(['lines', index, ...path]), code, reason });
    const first = firstWith.get(line.id);
    if (first === undefined) firstWith.set(line.id, index);
    else report(['id'], 'LINE_ID_DUPLICATE', `"${line.id}" is the id of /lines/${first} already`);
    return canonicalLine(line, report);
  });
}

function canonicalLine(line: PriceRequestLine, report: Report): CanonicalLine {
  for (const member of ['id', 'offeringId'] as const) {
    const problem = textProblem(line[member]);
    if (problem !== undefined) report([member], 'TEXT_INVALID', problem);
  }
  const quantity = canonicalQuantity(line.quantity, ['quantity'], report);
  if (quantity === '0') report(['quantity'], 'QUANTITY_INVALID', 'must be greater than zero');
  const usage = Object.entries(line.usage ?? {})
    .map(([charge, text]) => [charge, canonicalQuantity(text, ['usage', charge], report)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { id: line.id, offeringId: line.offeringId, quantity, usage: Object.fromEntries(usage) };
}

function canonicalQuantity(text: string, path: readonly PropertyKey[], report: Report): string {
  const problem = text.startsWith('-') ? 'must not be negative' : decimalProblem(text);
  if (problem === undefined) return decimalText(decimal(text));
  report(path, 'QUANTITY_INVALID', problem);
  return text;
}
