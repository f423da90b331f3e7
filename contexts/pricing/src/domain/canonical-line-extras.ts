import { decimal, decimalProblem, decimalText } from '@quotewright/kernel';
import type { ReportFault } from './canonical-lines.ts';
import { dateProblem } from './date-problem.ts';
import { MAX_PERCENT } from './document-parts.schema.ts';
import type { Characteristics, ManualAdjustment } from './price-input.ts';
import type { PriceRequestLine } from './price-request.ts';
import { textProblem } from './text.ts';

/** What a line may say beyond offering and quantity; absent where it says nothing. */
export type LineExtras = Pick<
  PriceRequestLine,
  'parentId' | 'termMonths' | 'startDate' | 'characteristics' | 'manualAdjustments'
>;

const MAX_TERM_MONTHS = 120;
/** As many as a specification has. */
const MAX_CHARACTERISTICS = 5_000;
const MAX_VALUES = 1_000;
const MAX_MANUAL = 20;
const MAX_REASON_LENGTH = 500;

export function canonicalExtras(line: PriceRequestLine, report: ReportFault): LineExtras {
  const { parentId, termMonths, startDate, manualAdjustments = [] } = line;
  if (parentId === line.id) report(['parentId'], 'LINE_PARENT_CIRCULAR', 'a line is not part of itself');
  if (termMonths !== undefined && !isWhole(termMonths, MAX_TERM_MONTHS)) {
    report(['termMonths'], 'TERM_INVALID', `must be a whole number of months from 1 to ${MAX_TERM_MONTHS}`);
  }
  const badDate = startDate === undefined ? undefined : dateProblem(startDate);
  if (badDate !== undefined) report(['startDate'], 'DATE_INVALID', badDate);
  const characteristics = canonicalCharacteristics(line.characteristics ?? {}, report);
  return {
    ...(parentId === undefined ? {} : { parentId }),
    ...(termMonths === undefined ? {} : { termMonths }),
    ...(startDate === undefined ? {} : { startDate }),
    ...(Object.keys(characteristics).length === 0 ? {} : { characteristics }),
    ...(manualAdjustments.length === 0
      ? {}
      : { manualAdjustments: canonicalManual(manualAdjustments, report) }),
  };
}

function isWhole(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max;
}

/** Values are a set: the order in which they were chosen is no dimension of the price. */
function canonicalCharacteristics(given: Characteristics, report: ReportFault): Characteristics {
  const entries = Object.entries(given);
  if (entries.length > MAX_CHARACTERISTICS) {
    report(['characteristics'], 'TOO_LARGE', `must be at most ${MAX_CHARACTERISTICS}`);
    return {};
  }
  const canonical = entries.map(([id, values]) => {
    if (values.length > MAX_VALUES) {
      report(['characteristics', id], 'TOO_LARGE', `must have at most ${MAX_VALUES} values`);
    }
    for (const [index, value] of values.entries()) {
      const reason = valueProblem(value);
      if (reason !== undefined) report(['characteristics', id, index], 'VALUE_INVALID', reason);
    }
    const unique = new Map(values.map((value) => [`${typeof value} ${value}`, value]));
    const sorted = [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
    return [id, sorted] as const;
  });
  return Object.fromEntries(
    canonical.filter(([, values]) => values.length > 0).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function valueProblem(value: Characteristics[string][number]): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : 'must be well-formed text';
  return typeof value === 'boolean' || Number.isSafeInteger(value)
    ? undefined
    : 'must be a whole number; decimals are given as text';
}

function canonicalManual(
  manual: readonly ManualAdjustment[],
  report: ReportFault,
): readonly ManualAdjustment[] {
  if (manual.length > MAX_MANUAL) {
    report(['manualAdjustments'], 'TOO_LARGE', `must be at most ${MAX_MANUAL}`);
  }
  return manual.map(({ chargeId, adjustment, reason }, index) => {
    const path = ['manualAdjustments', index];
    const problem = adjustmentProblem(adjustment);
    if (problem !== undefined) report([...path, 'adjustment', 'value'], 'ADJUSTMENT_INVALID', problem);
    const unclear = textProblem(reason, MAX_REASON_LENGTH);
    if (unclear !== undefined) report([...path, 'reason'], 'TEXT_INVALID', unclear);
    const value = problem === undefined ? decimalText(decimal(adjustment.value)) : adjustment.value;
    return {
      ...(chargeId === undefined ? {} : { chargeId }),
      adjustment: { type: adjustment.type, value },
      reason,
    };
  });
}

const MAX_INTEGER_DIGITS = 12;

function adjustmentProblem({ type, value }: ManualAdjustment['adjustment']): string | undefined {
  const problem = decimalProblem(value);
  if (problem !== undefined) return problem;
  const number = decimal(value);
  if (type === 'percent') {
    if (number.lessThan(-100) || number.greaterThan(MAX_PERCENT)) return `must be -100 to ${MAX_PERCENT}`;
    return number.decimalPlaces() > 4 ? 'must have at most 4 decimals' : undefined;
  }
  if (type === 'unitPrice' && number.isNegative()) return 'must not be negative';
  return number.trunc().abs().toFixed().length > MAX_INTEGER_DIGITS
    ? `must have at most ${MAX_INTEGER_DIGITS} integer digits`
    : undefined;
}
