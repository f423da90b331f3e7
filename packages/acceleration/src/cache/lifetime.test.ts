import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lifetimeOf, negativeLifetimeOf, refreshesEarly } from './lifetime.ts';

const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const now = 1_800_000_000_000;

describe('the life of a value', () => {
  it('is fresh for its time less the jitter, and never past its hard end or its own validity', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 86_400_000 }),
        fc.integer({ min: 0, max: 86_400_000 }),
        fraction,
        fc.option(fc.integer({ min: -10_000, max: 172_800_000 })),
        (fresh, more, chance, validFor) => {
          const ttl = { fresh, max: fresh + more };
          const validUntil = validFor === null ? null : now + validFor;
          const { freshUntil, hardUntil } = lifetimeOf(ttl, now, chance, validUntil);
          expect(freshUntil).toBeLessThanOrEqual(hardUntil);
          expect(hardUntil).toBeLessThanOrEqual(Math.min(now + ttl.max, validUntil ?? Infinity));
          if (validUntil === null)
            expect(freshUntil).toBeGreaterThanOrEqual(Math.floor(now + (fresh * 5) / 6));
          expect(Number.isInteger(freshUntil) && Number.isInteger(hardUntil)).toBe(true);
        },
      ),
    );
  });

  it('ends earlier by at most the declared jitter', () => {
    const ttl = { fresh: 1_000, max: 2_000, jitter: 100 };
    expect(lifetimeOf(ttl, now, 0).freshUntil).toBe(now + 1_000);
    expect(lifetimeOf(ttl, now, 0.999).freshUntil).toBe(now + 900);
  });

  it('of an absence is its declared time, or none', () => {
    expect(negativeLifetimeOf({ negativeTtl: 30_000 }, now)).toEqual({
      freshUntil: now + 30_000,
      hardUntil: now + 30_000,
    });
    expect(negativeLifetimeOf({ negativeTtl: 'never' }, now)).toBeUndefined();
  });
});

describe('an early refresh', () => {
  const entry = { freshUntil: now + 1_000, loadCost: 100 };

  it('is likelier the nearer the end of freshness, and certain after it', () => {
    const share = (at: number) =>
      Array.from({ length: 1_000 }, (_, draw) => refreshesEarly(entry, at, draw / 1_000)).filter(Boolean)
        .length;
    expect(share(now)).toBeLessThan(share(now + 900));
    expect(share(now + 1_000)).toBe(1_000);
    // With β = 1 the chance at a distance of d from the end is exp(−d / cost).
    expect(share(now + 900) / 1_000).toBeCloseTo(Math.exp(-1), 1);
  });

  it('is likelier the dearer the load', () => {
    expect(refreshesEarly({ ...entry, loadCost: 1 }, now + 500, 0.9)).toBe(false);
    expect(refreshesEarly({ ...entry, loadCost: 1_000 }, now + 500, 0.9)).toBe(true);
  });
});
