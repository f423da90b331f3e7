import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Counters, Distributions } from './series.ts';

describe('counters', () => {
  it('keep a bounded number of series; the rest is counted under other', () => {
    const counters = new Counters();
    for (let at = 0; at < 10_000; at += 1) counters.add(`tenant-${at}`, `endpoint-${at}`, 1);
    const entries = [...counters.entries()];
    expect(entries).toHaveLength(2_001);
    expect(entries.at(-1)).toEqual(['other', 'other', 8_000]);
    counters.add('tenant-0', 'endpoint-0', 1);
    expect([...counters.entries()][0]).toEqual(['tenant-0', 'endpoint-0', 2]);
  });

  it('lose nothing of the sum, also when the declared name is other', () => {
    const counters = new Counters();
    for (let at = 0; at < 5_000; at += 1) counters.add('other', `endpoint-${at}`, 2);
    expect(counters.sums()).toEqual(new Map([['other', 10_000]]));
    expect([...counters.entries()].length).toBeLessThanOrEqual(2_001);
  });
});

describe('distributions', () => {
  it('count each value once in every bucket that it fits', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 20, noNaN: true })), (values) => {
        const bounds = [1, 5, 10];
        const distributions = new Distributions(bounds);
        for (const value of values) distributions.observe('name', value);
        const [entry] = [...distributions.entries()];
        expect(entry?.[1].count ?? 0).toBe(values.length);
        expect(entry?.[1].atMost ?? [0, 0, 0]).toEqual(
          bounds.map((bound) => values.filter((value) => value <= bound).length),
        );
        expect(entry?.[1].sum ?? 0).toBeCloseTo(values.reduce((sum, value) => sum + value, 0));
      }),
    );
  });

  it('take a duration that two clocks made negative, or no number at all, for nothing', () => {
    const distributions = new Distributions([1]);
    distributions.observe('name', -5);
    distributions.observe('name', Number.NaN);
    expect([...distributions.entries()]).toEqual([['name', { atMost: [2], count: 2, sum: 0 }]]);
  });
});
