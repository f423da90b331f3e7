import { Decimal, Money } from '@quotewright/kernel';
import type { FirstPeriod, RecurringPeriod } from './price-result.ts';

const MONTHS: Readonly<Record<RecurringPeriod, number>> = { month: 1, quarter: 3, year: 12 };
const MILLISECONDS_PER_DAY = 86_400_000;

/**
 * The part of a calendar month, quarter or year that is left when a service begins on a day within it: that many
 * days' share of the amount, the first day counted. Undefined when the service begins with the period.
 */
export function firstPeriod(
  startDate: string,
  period: RecurringPeriod,
  amount: Decimal,
  { currency, decimals }: { readonly currency: string; readonly decimals: number },
): FirstPeriod | undefined {
  const start = Date.parse(`${startDate}T00:00:00Z`);
  const { begin, end } = periodAround(startDate, MONTHS[period]);
  if (start === begin) return undefined;
  const days = (end - start) / MILLISECONDS_PER_DAY;
  const ofDays = (end - begin) / MILLISECONDS_PER_DAY;
  const share = amount.times(days).dividedBy(ofDays).toDecimalPlaces(decimals, Decimal.ROUND_HALF_UP);
  return {
    from: startDate,
    until: new Date(end).toISOString().slice(0, 10),
    days,
    ofDays,
    amount: Money.of(share, currency).toJSON(),
  };
}

/** The calendar period of so many months that a day lies in. */
function periodAround(day: string, months: number): { readonly begin: number; readonly end: number } {
  const [year, month] = day.split('-').map(Number) as [number, number];
  const first = Math.floor((month - 1) / months) * months;
  return { begin: Date.UTC(year, first, 1), end: Date.UTC(year, first + months, 1) };
}
