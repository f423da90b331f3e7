import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BucketUse, StoreKey } from '../ports/index.ts';
import { type Bucket, takeFrom } from './bucket.ts';
import { bucketUse, mostOf } from './bucket-terms.ts';
import type { Quota } from './limits.ts';

const quotas = record({
  name: constantFrom('q'),
  units: integer({ min: 1, max: 60 }),
  window: integer({ min: 1, max: 1_000 }),
  burst: integer({ min: 1, max: 20 }),
  algorithm: constantFrom('gcra' as const, 'sliding-window' as const),
});

/** Waits in microseconds, and what is asked for after them. */
const traffic = array(
  record({ after: integer({ min: 0, max: 300_000 }), cost: integer({ min: 1, max: 20 }) }),
  { minLength: 1, maxLength: 60 },
);

const START = 1_750_000_000_000_000;

interface Admission {
  readonly at: number;
  readonly cost: number;
}

function admissionsOf(quota: Quota, asks: readonly { after: number; cost: number }[]): readonly Admission[] {
  const admissions: Admission[] = [];
  let bucket: Bucket | undefined;
  let at = START;
  for (const { after, cost } of asks) {
    at += after;
    if (cost > mostOf(quota)) continue;
    const { wait, next } = takeFrom(bucket, at, useOf(quota, cost));
    if (wait > 0) continue;
    bucket = next;
    admissions.push({ at, cost });
  }
  return admissions;
}

function useOf(quota: Quota, cost: number): BucketUse {
  return bucketUse('k' as StoreKey, { quota, parts: ['p'], cost });
}

/** The most units of any span of the admissions, beyond what `allowed` says of its length. */
function excess(admissions: readonly Admission[], allowed: (length: number) => number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const [from, { at }] of admissions.entries()) {
    let sum = 0;
    for (const one of admissions.slice(from)) {
      sum += one.cost;
      most = Math.max(most, sum - allowed(one.at - at));
    }
  }
  return most;
}

describe('cost-aware GCRA', () => {
  it('admits within any span of time at most the burst and what comes back in it', () => {
    assert(
      property(quotas, traffic, (quota, asks) => {
        const perUnit = (quota.window * 1_000) / quota.units;
        const admissions = admissionsOf({ ...quota, algorithm: 'gcra' }, asks);
        // One microsecond, because times are whole.
        expect(excess(admissions, (length) => quota.burst + (length + 1) / perUnit)).toBeLessThanOrEqual(
          1e-6,
        );
      }),
    );
  });

  it('admits what a token bucket filled by the microsecond admits, where a unit is whole microseconds', () => {
    assert(
      property(
        integer({ min: 1, max: 50 }),
        integer({ min: 1, max: 10 }),
        traffic,
        (perUnit, burst, asks) => {
          const quota: Quota = { name: 'q', units: 1, window: perUnit, burst };
          let [tokens, at] = [burst * perUnit * 1_000, START];
          const expected: Admission[] = [];
          for (const { after, cost } of asks) {
            at += after;
            tokens = Math.min(tokens + after, burst * perUnit * 1_000);
            const price = cost * perUnit * 1_000;
            if (cost > burst || price > tokens) continue;
            tokens -= price;
            expected.push({ at, cost });
          }
          expect(admissionsOf(quota, asks)).toEqual(expected);
        },
      ),
    );
  });
});

describe('a sliding window', () => {
  it('admits at most its units within any window', () => {
    assert(
      property(quotas, traffic, (quota, asks) => {
        const admissions = admissionsOf({ ...quota, algorithm: 'sliding-window' }, asks);
        const within = (length: number) =>
          length < quota.window * 1_000 ? quota.units : Number.POSITIVE_INFINITY;
        expect(excess(admissions, within)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('a bucket that refuses', () => {
  it('fits after the wait that it tells, and not a microsecond before', () => {
    assert(
      property(quotas, traffic, (quota, asks) => {
        let bucket: Bucket | undefined;
        let at = START;
        for (const { after, cost } of asks) {
          at += after;
          if (cost > mostOf(quota)) continue;
          const use = useOf(quota, cost);
          const { wait, next } = takeFrom(bucket, at, use);
          if (wait === 0) {
            bucket = next;
            continue;
          }
          expect(takeFrom(bucket, at + wait, use).wait).toBe(0);
          expect(takeFrom(bucket, at + wait - 1, use).wait).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('is full after the reset that it tells', () => {
    assert(
      property(quotas, traffic, (quota, asks) => {
        let bucket: Bucket | undefined;
        let at = START;
        for (const { after, cost } of asks.filter((ask) => ask.cost <= mostOf(quota))) {
          at += after;
          const { wait, next } = takeFrom(bucket, at, useOf(quota, cost));
          if (wait === 0) bucket = next;
          const { reset } = takeFrom(bucket, at, useOf(quota, 1)).before;
          expect(takeFrom(bucket, at + reset, useOf(quota, 1)).before.level).toBe(0);
        }
      }),
    );
  });
});

describe('a store clock that went back', () => {
  it('makes nobody wait longer than an empty bucket would', () => {
    for (const algorithm of ['gcra', 'sliding-window'] as const) {
      const quota: Quota = { name: 'q', units: 10, window: 1_000, burst: 10, algorithm };
      const { next } = takeFrom(undefined, START + 3_600_000_000, useOf(quota, 10));
      const { wait } = takeFrom(next, START, useOf(quota, 10));
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(1_000_000 * (1 + 2 / 32));
    }
  });
});
