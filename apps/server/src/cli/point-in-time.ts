import { systemClock, timestamp } from '@quotewright/kernel';
import { InvalidArgumentError } from 'commander';
import { seconds } from './settings.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** `2026-03-01` (its beginning in UTC), `2026-03-01T08:30:00Z`, or how long ago: `24h`. Milliseconds since the epoch. */
export function pointInTime(text: string): number {
  if (!DAY.test(text) && !RFC_3339.test(text)) return ago(text);
  const time = Date.parse(text);
  // 30 February would be a day in March.
  const day = text.slice(0, 'yyyy-mm-dd'.length);
  const beginning = Date.parse(day);
  if (Number.isNaN(time) || Number.isNaN(beginning) || timestamp(beginning).slice(0, day.length) !== day)
    throw new InvalidArgumentError('there is no such time');
  return time;
}

function ago(text: string): number {
  try {
    return systemClock.now() - seconds(text) * 1_000;
  } catch {
    throw new InvalidArgumentError(
      'write a day, 2026-03-01, a time, 2026-03-01T08:30:00Z, or how long ago: 90s, 15m, 12h, 7d',
    );
  }
}
