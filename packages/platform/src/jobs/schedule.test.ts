import { tenantId } from '@quotewright/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JobSchedule, minuteOfDay, nextRun } from './schedule.ts';

const nightly: JobSchedule = { type: 'nightly', every: 'day', at: '02:30', input: {} };
const tenants = Array.from({ length: 1_000 }, (_, index) => tenantId(`tenant-${index}`));
const [acme] = tenants as [ReturnType<typeof tenantId>];
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const timeOfDay = fc.date({ min: new Date('2020-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });

describe('the next run of a schedule', () => {
  it('comes within an hour of its time of day in UTC, and within a day', () => {
    fc.assert(
      fc.property(timeOfDay, fc.constantFrom(...tenants), (date, tenant) => {
        const now = date.getTime();
        const next = nextRun(nightly, tenant, now);
        expect(next).toBeGreaterThan(now);
        expect(next - now).toBeLessThanOrEqual(DAY_MS);
        const behind = next - (Math.floor(next / DAY_MS) * DAY_MS + 2.5 * HOUR_MS);
        expect(behind).toBeGreaterThanOrEqual(0);
        expect(behind).toBeLessThan(HOUR_MS);
      }),
    );
  });

  it('is exactly a day after the one before', () => {
    const first = nextRun(nightly, acme, Date.parse('2026-03-01T00:00:00.000Z'));
    expect(nextRun(nightly, acme, first) - first).toBe(DAY_MS);
    expect(nextRun(nightly, acme, first - 1)).toBe(first);
  });

  it('is spread over the tenants, so that they do not all begin at once', () => {
    const perSecond = new Map<number, number>();
    for (const tenant of tenants) {
      const second = Math.floor(nextRun(nightly, tenant, 0) / 1_000);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    }
    expect(Math.max(...perSecond.values())).toBeLessThan(10);
  });
});

describe('a schedule', () => {
  it.each(['24:00', '2:30', '02:60', '02:30:00', ''])('refuses "%s" as its time', (at) => {
    expect(() => minuteOfDay({ ...nightly, at })).toThrow('write HH:MM');
  });
});
