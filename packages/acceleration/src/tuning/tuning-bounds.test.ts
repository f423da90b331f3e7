import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tuning } from '../ports/index.ts';
import { checkCategory } from '../registry/check-category.ts';
import { aCategory, aChangeableCategory, aPointerCategory } from '../testing/category-builders.ts';
import { tunedTerms } from './tuned-terms.ts';
import { checkTuning, tuningBounds } from './tuning-bounds.ts';

const minute = 60_000;
const config = aChangeableCategory({ ttl: { fresh: 10 * minute, max: 15 * minute } });
const verified = aChangeableCategory({ shadowRate: 0.01 });
const categories = [config, verified, aCategory(), aPointerCategory()] as const;

/** JSON has one zero. */
const numbers = fc
  .oneof(
    fc.double({ noNaN: false }),
    fc.double({ min: 0, max: 1 }),
    fc.integer({ min: -1, max: 2 * 86_400_000 }),
  )
  .map((value) => value + 0);
const tunings = fc.record(
  { fresh: numbers, jitter: numbers, shadowRate: numbers },
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<Tuning>>;

describe('the bounds of a tuning', () => {
  it('name each member that is out of them, and why', () => {
    expect(checkTuning(config, { fresh: 59_999, jitter: -0.1, shadowRate: 0.5 })).toEqual([
      { member: 'fresh', message: 'must be within 1 min and 10 min' },
      { member: 'jitter', message: 'must be from 0 to 0.9 with this fresh time' },
      { member: 'shadowRate', message: 'hits of this category are not verified' },
    ]);
    expect(checkTuning(verified, { shadowRate: 1.01 })).toEqual([
      { member: 'shadowRate', message: 'must be a share from 0 to 1' },
    ]);
  });

  it('let a time be shorter than declared and never longer', () => {
    expect(tuningBounds(config).fresh).toEqual([minute, 10 * minute]);
    expect(checkTuning(config, { fresh: minute })).toEqual([]);
    expect(checkTuning(config, { fresh: 10 * minute + 1 })).toHaveLength(1);
  });

  it('let jitter be a sixth always, and more where enough is left of the fresh time', () => {
    expect(checkTuning(config, { fresh: minute, jitter: 1 / 6 })).toEqual([]);
    expect(checkTuning(config, { fresh: minute, jitter: 0.2 })).toHaveLength(1);
    expect(checkTuning(config, { fresh: 4 * minute, jitter: 0.75 })).toEqual([]);
    expect(checkTuning(config, { fresh: 4 * minute, jitter: 0.76 })).toHaveLength(1);
  });

  it('make of any tuning whatever a category that may be opened, which answers for no longer than it declares', () => {
    fc.assert(
      fc.property(fc.constantFrom(...categories), tunings, (category, over) => {
        const tuning = { category: category.name, tenant: 'acme', until: 1, ...over };
        const { ttl, shadowRate } = tunedTerms(category, tuning);
        expect(checkCategory({ ...category, ttl, shadowRate })).toEqual([]);
        expect(ttl.fresh).toBeLessThanOrEqual(category.ttl.fresh);
        expect(ttl.max).toBe(category.ttl.max);
      }),
    );
  });

  it('leave a tuning within them as it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...categories), tunings, (category, over) => {
        fc.pre(checkTuning(category, over).length === 0);
        const terms = tunedTerms(category, { category: category.name, tenant: 'acme', until: 1, ...over });
        if (over.fresh !== undefined) expect(terms.ttl.fresh).toBe(over.fresh);
        if (over.jitter !== undefined) {
          expect(terms.ttl.jitter).toBeCloseTo(over.jitter * terms.ttl.fresh, 6);
        }
        if (over.shadowRate !== undefined) expect(terms.shadowRate).toBe(over.shadowRate);
      }),
    );
  });
});
