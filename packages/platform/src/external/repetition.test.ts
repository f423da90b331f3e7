import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attempt } from './attempt.ts';
import { isFailure, isPassing, isSafeToRepeat, isUntold, pauseBefore } from './repetition.ts';

const answered = (status: number, retryAfter?: number): Attempt => ({
  kind: 'answered',
  status,
  body: undefined,
  ...(retryAfter !== undefined && { retryAfter }),
});
const refusedConnection: Attempt = { kind: 'unanswered', why: 'connection', outcome: 'none' };
const brokenConnection: Attempt = { kind: 'unanswered', why: 'connection', outcome: 'unknown' };

describe('an attempt', () => {
  it.each([408, 425, 429, 502, 503, 504])('that was answered %i may be otherwise the next time', (status) => {
    expect(isPassing(answered(status))).toBe(true);
  });

  it.each([200, 400, 404, 409, 422, 500, 501])('that was answered %i is not made again', (status) => {
    expect(isPassing(answered(status))).toBe(false);
  });

  it('counts against the system when it broke or was answered 5xx, not when the system said no', () => {
    expect([500, 503].map((status) => isFailure(answered(status)))).toEqual([true, true]);
    expect([200, 404, 429].map((status) => isFailure(answered(status)))).toEqual([false, false, false]);
    expect(isFailure(brokenConnection)).toBe(true);
  });

  it('tells nothing of the system when the caller has left before the answer', () => {
    const stopped: Attempt = { kind: 'unanswered', why: 'stopped', outcome: 'unknown' };
    expect([stopped, brokenConnection, answered(200), answered(500)].map(isUntold)).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(isFailure(stopped)).toBe(false);
  });

  it('is made again without a key only where nothing was sent', () => {
    expect(isSafeToRepeat(refusedConnection, false)).toBe(true);
    expect(isSafeToRepeat(brokenConnection, false)).toBe(false);
    expect(isSafeToRepeat(answered(503), false)).toBe(false);
    expect(isSafeToRepeat(brokenConnection, true)).toBe(true);
  });
});

describe('the pause before the next attempt', () => {
  it('is never longer than five seconds by chance, and never shorter than what the system asks for', () => {
    fc.assert(
      fc.property(
        fc.nat(30),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(60_000),
        (attempts, chance, asked) => {
          const pause = pauseBefore(answered(503, asked), attempts + 1, chance);
          expect(pause).toBeGreaterThanOrEqual(asked);
          expect(pause).toBeLessThanOrEqual(asked + 5_000);
        },
      ),
    );
  });

  it('grows with the number of attempts', () => {
    expect([1, 2, 3, 4].map((attempts) => pauseBefore(brokenConnection, attempts, 1))).toEqual([
      100, 200, 400, 800,
    ]);
  });
});
