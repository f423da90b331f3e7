import { isCalendarDate } from '@quotewright/kernel';

const EARLIEST = '1970-01-01';
const LATEST = '2199-12-31';

/** Why a text is no day on which something can be priced or begin; undefined when it is one. */
export function dateProblem(text: string): string | undefined {
  if (!isCalendarDate(text)) return 'must be a date such as "2026-03-01"';
  return text < EARLIEST || text > LATEST ? `must be ${EARLIEST} to ${LATEST}` : undefined;
}
