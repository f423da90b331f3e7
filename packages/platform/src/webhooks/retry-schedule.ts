const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const DELAYS = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR];
const LONGEST_DELAY = 6 * HOUR;

/** How long a delivery is tried from its first failure on, in milliseconds. */
export const GIVE_UP_AFTER_MS = 72 * HOUR;

export interface FailedAttempt {
  /** Attempts so far, with this one: from 1. */
  readonly attempts: number;
  readonly now: number;
  readonly firstFailedAt: number;
  /** The receiver's `Retry-After`. */
  readonly retryAfter?: string;
}

/**
 * When the next attempt is due, in milliseconds since the epoch; undefined: none, because it has been tried for three days.
 * 5 s, 30 s, 2 min, 10 min, 1 h, 3 h, then every 6 h, each up to a quarter shorter or longer, so that deliveries that failed
 * together do not come back together. A receiver can ask for more time, up to 6 h. The last attempt is at the end of the three days.
 */
export function nextAttemptAt(failed: FailedAttempt, random: number): number | undefined {
  const { attempts, now, firstFailedAt, retryAfter } = failed;
  const end = firstFailedAt + GIVE_UP_AFTER_MS;
  if (now >= end) return undefined;
  const delay = (DELAYS[attempts - 1] ?? LONGEST_DELAY) * (0.75 + random / 2);
  const asked = Math.min(retryAfterMs(retryAfter, now), LONGEST_DELAY);
  return Math.min(now + Math.round(Math.max(delay, asked)), end);
}

/** RFC 9110, section 10.2.3: seconds or a date. What cannot be read asks for nothing. */
function retryAfterMs(header: string | undefined, now: number): number {
  if (header === undefined) return 0;
  if (/^\d{1,9}$/.test(header)) return Number(header) * SECOND;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}
