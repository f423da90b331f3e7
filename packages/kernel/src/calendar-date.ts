import { DomainError } from './domain-error.ts';

declare const calendarDateBrand: unique symbol;
/** A day in the proleptic Gregorian calendar, `YYYY-MM-DD`, without a zone. Compares as text. */
export type CalendarDate = string & { readonly [calendarDateBrand]: true };

// There is no year 0000 in law, nor in PostgreSQL.
const SHAPE = /^(?!0000)\d{4}-\d{2}-\d{2}$/;

export function isCalendarDate(text: string): text is CalendarDate {
  if (!SHAPE.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

export function calendarDate(text: string): CalendarDate {
  if (isCalendarDate(text)) return text;
  throw new DomainError(
    'DATE_INVALID',
    'invalid',
    `"${text.slice(0, 20)}" is not a date such as "2026-03-01"`,
  );
}

/** Half-open validity in dates: valid from `from` on, and before `until`. */
export interface Validity {
  readonly from?: CalendarDate;
  readonly until?: CalendarDate;
}

export function isValidOn(validity: Validity, day: CalendarDate): boolean {
  return (
    (validity.from === undefined || validity.from <= day) &&
    (validity.until === undefined || day < validity.until)
  );
}

// Making a formatter costs a thousand times its use. Only real zones get this far, so the map stays small.
const formatters = new Map<string, Intl.DateTimeFormat>();

/** The calendar day at an instant in an IANA time zone; `TIME_ZONE_UNKNOWN` when there is no such zone. */
export function dateInZone(epochMilliseconds: number, timeZone: string): CalendarDate {
  const formatter = formatters.get(timeZone) ?? dayFormatter(timeZone);
  formatters.set(timeZone, formatter);
  return calendarDate(formatter.format(epochMilliseconds));
}

function dayFormatter(timeZone: string): Intl.DateTimeFormat {
  try {
    // en-CA writes a day as YYYY-MM-DD.
    return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  } catch (cause) {
    const message = `"${timeZone.slice(0, 40)}" is not a time zone such as "Asia/Jakarta"`;
    throw new DomainError('TIME_ZONE_UNKNOWN', 'invalid', message, {}, cause);
  }
}
