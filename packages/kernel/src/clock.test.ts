import { describe, expect, it } from 'vitest';
import { systemClock, timestamp } from './clock.ts';
import { ManualClock } from './testing/index.ts';

describe('time', () => {
  it('is written as RFC 3339 in UTC with milliseconds', () => {
    expect(timestamp(Date.parse('2026-03-01T10:30:00+01:00'))).toBe('2026-03-01T09:30:00.000Z');
  });

  it('is the wall clock for dates and a clock that never goes back for durations', () => {
    const [first, second] = [systemClock.monotonic(), systemClock.monotonic()];
    expect(second).toBeGreaterThanOrEqual(first);
    expect(timestamp(systemClock.now())).toMatch(/^20\d\d-/);
  });
});

describe('a manual clock', () => {
  it('stands still until it is moved', () => {
    const clock = new ManualClock('2026-03-01T09:30:00.000Z');
    expect(timestamp(clock.now())).toBe('2026-03-01T09:30:00.000Z');
    clock.advance(1_500);
    expect([timestamp(clock.now()), clock.monotonic()]).toEqual(['2026-03-01T09:30:01.500Z', 1_500]);
  });

  it('moves its wall alone, as an operator does', () => {
    const clock = new ManualClock(1_000);
    clock.setWall('2020-01-01T00:00:00.000Z');
    expect([timestamp(clock.now()), clock.monotonic()]).toEqual(['2020-01-01T00:00:00.000Z', 0]);
  });
});
