import { systemClock } from '@quotewright/kernel';
import { describe, expect, it } from 'vitest';
import { pointInTime } from './point-in-time.ts';

describe('a time on the command line', () => {
  it.each([
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01T08:30Z', '2026-03-01T08:30:00.000Z'],
    ['2026-03-01T08:30:00.250Z', '2026-03-01T08:30:00.250Z'],
    ['2026-03-01T08:30:00+02:00', '2026-03-01T06:30:00.000Z'],
  ])('may be %s', (text, meant) => {
    expect(new Date(pointInTime(text)).toISOString()).toBe(meant);
  });

  it('may be how long ago', () => {
    const before = systemClock.now() - 15 * 60_000;
    const meant = pointInTime('15m');
    expect(meant).toBeGreaterThanOrEqual(before);
    expect(meant).toBeLessThanOrEqual(systemClock.now() - 15 * 60_000);
  });

  it.each(['2026-02-30', '2026-13-01', '2026-03-01T25:00Z', '2026-02-30T08:00:00Z'])(
    'is not %s: there is no such time',
    (text) => {
      expect(() => pointInTime(text)).toThrow('there is no such time');
    },
  );

  it.each(['yesterday', '2026-03-01 08:30', '2026-03-01T08:30', '1772354400', ''])(
    'is not "%s": the zone or the meaning is missing',
    (text) => {
      expect(() => pointInTime(text)).toThrow('write a day');
    },
  );
});
