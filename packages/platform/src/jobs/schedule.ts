import { type JsonValue, sha256, type TenantId } from '@quotewright/kernel';

/** A job that every tenant has again and again. */
export interface JobSchedule {
  /** The type of the job; one schedule for each. */
  readonly type: string;
  readonly every: 'day';
  /** `HH:MM` in UTC, whatever the tenant's time zone: the work is the machine's, and nobody waits for it. */
  readonly at: string;
  readonly input: JsonValue;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Tenants come one after another within this time, or all of them would begin in the same second. */
const SPREAD_MS = 60 * MINUTE_MS;

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Throws a `TypeError` where `at` is no time of day. */
export function minuteOfDay({ at, type }: Pick<JobSchedule, 'at' | 'type'>): number {
  const [, hours, minutes] = TIME.exec(at) ?? [];
  if (hours === undefined || minutes === undefined)
    throw new TypeError(`the schedule of ${type} says "${at}": write HH:MM, in UTC`);
  return Number(hours) * 60 + Number(minutes);
}

/**
 * The first time after `now` that the schedule comes to this tenant: its time of day, and up to an hour later, always the same
 * for the same tenant. Milliseconds since the epoch.
 */
export function nextRun(schedule: JobSchedule, tenant: TenantId, now: number): number {
  const offset = minuteOfDay(schedule) * MINUTE_MS + delayOf(schedule.type, tenant);
  return (Math.floor((now - offset) / DAY_MS) + 1) * DAY_MS + offset;
}

/** From the names, so that it is known without a draw and survives a restart. */
function delayOf(type: string, tenant: TenantId): number {
  const fraction = Number.parseInt(sha256(`${tenant} ${type}`).slice(0, 8), 16) / 2 ** 32;
  return Math.floor(fraction * SPREAD_MS);
}
