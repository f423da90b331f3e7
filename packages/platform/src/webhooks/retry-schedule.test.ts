import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GIVE_UP_AFTER_MS, nextAttemptAt } from './retry-schedule.ts';

const HOUR = 60 * 60_000;
const now = Date.parse('2026-03-01T09:30:00.000Z');
const waitOf = (retryAfter: string, attempts = 1) =>
  (nextAttemptAt({ attempts, now, firstFailedAt: now, retryAfter }, 0.5) ?? 0) - now;

describe('the next attempt at a delivery', () => {
  it('comes a quarter earlier or later by chance', () => {
    const wait = (random: number) =>
      (nextAttemptAt({ attempts: 2, now, firstFailedAt: now }, random) ?? 0) - now;
    expect([wait(0), wait(0.5), wait(0.999_999)]).toEqual([22_500, 30_000, 37_500]);
  });

  it('waits for what the receiver asks for, in seconds or until a date, and at most six hours', () => {
    expect(waitOf('60')).toBe(60_000);
    expect(waitOf('Sun, 01 Mar 2026 09:31:00 GMT')).toBe(60_000);
    expect(waitOf('999999999')).toBe(6 * HOUR);
    expect(waitOf('Fri, 01 Jan 2100 00:00:00 GMT')).toBe(6 * HOUR);
  });

  it('is not hurried by a receiver, nor confused', () => {
    for (const header of ['0', '1', '-5', 'soon', '', '1e9', 'Sun, 01 Mar 2020 09:31:00 GMT']) {
      expect(waitOf(header, 3), header).toBe(120_000);
    }
  });

  it('is within the three days, later than now, and comes to an end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 0, max: 2 * GIVE_UP_AFTER_MS }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.option(fc.string(), { nil: undefined }),
        (attempts, since, random, retryAfter) => {
          const failed = { attempts, now, firstFailedAt: now - since };
          const next = nextAttemptAt(retryAfter === undefined ? failed : { ...failed, retryAfter }, random);
          if (since >= GIVE_UP_AFTER_MS) return next === undefined;
          return next !== undefined && next > now && next <= failed.firstFailedAt + GIVE_UP_AFTER_MS;
        },
      ),
    );
  });
});
