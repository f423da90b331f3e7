import { isCalendarDate } from '@quotewright/kernel';
import type { MappingReport } from './mapped-item.ts';
import { reportUnmapped } from './members.ts';
import type { TmfObject } from './tmf-object.ts';

/*
 * TMF620 says from which moment to which; the catalog says from which day to which, in the tenant's zone. The day is
 * the one that is written, in whatever zone it was written: midnight somewhere means that place's day. A time of day
 * is lost, always so that nothing of the period is: the first day begins earlier, the last one is kept whole.
 */

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const MIDNIGHT = /^00:00(?::00(?:\.0{1,9})?)?$/;

interface Days {
  readonly from?: string;
  readonly until?: string;
}

/** `validFor` of an object, as calendar days, half-open. */
export function validityOf(object: TmfObject, report: MappingReport): Days | undefined {
  const period = object.object('validFor');
  if (period === undefined) return undefined;
  reportUnmapped('TimePeriod', period, report);
  const start = momentOf(period, 'startDateTime', report);
  const end = momentOf(period, 'endDateTime', report);
  if (start?.hasTime === true)
    report.remark(period.at('startDateTime'), 'TIME_LOST', `is valid from the beginning of ${start.day}`);
  if (end?.hasTime === true)
    report.remark(period.at('endDateTime'), 'TIME_LOST', `is valid until the end of ${end.day}`);
  return {
    ...(start && { from: start.day }),
    ...(end && { until: end.hasTime ? dayAfter(end.day) : end.day }),
  };
}

function momentOf(period: TmfObject, name: string, report: MappingReport) {
  const text = period.text(name);
  if (text === undefined) return undefined;
  const [, day, time] = MOMENT.exec(text) ?? [];
  if (day !== undefined && isCalendarDate(day))
    return { day, hasTime: time !== undefined && !MIDNIGHT.test(time) };
  report.error(period.at(name), 'FORMAT', 'must be a date and time such as "2026-03-01T00:00:00Z"');
  return undefined;
}

function dayAfter(day: string): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return new Date(Date.UTC(year, month - 1, date + 1)).toISOString().slice(0, 10);
}
