import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainStore } from './domain-store.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 4 });

/** Narrows a word of some variable to some bits. */
const cuts = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer()), { maxLength: 8 });

function all(domains: DomainStore) {
  return [...domains.left.keys()].map((variable) => domains.classes(variable));
}

function cut(domains: DomainStore, some: readonly (readonly [number, number, number])[]): void {
  for (const [at, word, bits] of some) {
    const variable = at % domains.left.length;
    const first = domains.wordOffsets[variable] as number;
    const words = (domains.wordOffsets[variable + 1] as number) - first;
    domains.narrow(variable, first + (word % words), bits);
  }
}

describe('domains', () => {
  it('begin with every class', () => {
    const domains = new DomainStore({ sizes: Int32Array.of(1, 32, 33) });
    expect(all(domains).map(({ length }) => length)).toEqual([1, 32, 33]);
    expect([...domains.left]).toEqual([1, 32, 33]);
    expect(domains.has(2, 32)).toBe(true);
  });

  it('know how many classes are left, and which', () => {
    fc.assert(
      fc.property(sizes, cuts, (some, narrowed) => {
        const domains = new DomainStore({ sizes: Int32Array.from(some) });
        cut(domains, narrowed);
        for (const [variable, size] of some.entries()) {
          const classes = domains.classes(variable);
          expect(domains.left[variable]).toBe(classes.length);
          const flags = Array.from({ length: size }, (_, index) => domains.has(variable, index));
          expect(flags.flatMap((flag, index) => (flag ? [index] : []))).toEqual(classes);
        }
      }),
    );
  });

  it('are as they were at the mark to which they go back', () => {
    fc.assert(
      fc.property(sizes, cuts, cuts, (some, before, after) => {
        const domains = new DomainStore({ sizes: Int32Array.from(some) });
        cut(domains, before);
        const [classes, left] = [all(domains), [...domains.left]];
        const mark = domains.mark();
        cut(domains, after);
        domains.undoTo(mark);
        expect(all(domains)).toEqual(classes);
        expect([...domains.left]).toEqual(left);
      }),
    );
  });

  it('are one class once it is assigned', () => {
    const domains = new DomainStore({ sizes: Int32Array.of(3, 70) });
    expect(domains.assign(1, 65)).toBe(true);
    expect(domains.assign(1, 65)).toBe(false);
    expect(domains.classes(1)).toEqual([65]);
    expect(domains.classes(0)).toEqual([0, 1, 2]);
  });
});
