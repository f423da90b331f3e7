import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogSnapshot } from './catalog-snapshot.ts';
import { hasRetired, lifecycleFindings, retirements } from './lifecycle.ts';
import { LIFECYCLES, type Lifecycle, OFFERINGS, productOfferingSchema } from './product-offering.schema.ts';
import { indexed } from './section.ts';

const lifecycle = fc.constantFrom(...LIFECYCLES);
const version = fc
  .dictionary(fc.constantFrom('a', 'b', 'c'), lifecycle)
  .map((offerings) => new Map(Object.entries(offerings)));

describe('what retired between two versions', () => {
  it.each([
    ['active', 'retired', true],
    ['inDesign', 'retired', true],
    ['active', 'obsolete', true],
    ['retired', 'obsolete', false],
    ['retired', 'retired', false],
    ['retired', 'active', false],
    ['inTest', 'active', false],
    [undefined, 'retired', false],
    ['active', undefined, false],
  ] as const)('from %s to %s: %s', (from, to, expected) => {
    const held = (state: Lifecycle | undefined) =>
      new Map(state === undefined ? [] : [['a', state] as const]);
    const found = retirements(held(from), held(to));
    expect(found).toEqual(expected ? [{ id: 'a', from, to }] : []);
  });

  it('is nothing that the version after still sells, and nothing twice', () => {
    fc.assert(
      fc.property(version, version, (before, after) => {
        const found = retirements(before, after);
        expect(found.every(({ id, to }) => after.get(id) === to && hasRetired(to))).toBe(true);
        expect(retirements(after, after)).toEqual([]);
      }),
    );
  });
});

describe('a lifecycle that goes back', () => {
  const offerings = (...states: readonly (typeof LIFECYCLES)[number][]) =>
    states.map((state, index) =>
      productOfferingSchema.parse({ id: `o-${index}`, name: 'O', specificationId: 's', lifecycle: state }),
    );

  it('is a warning at its place in the draft; going forward and coming new are not', () => {
    const section = indexed(offerings('active', 'inDesign', 'retired', 'inDesign'));
    const snapshot = catalogSnapshot(new Map([[OFFERINGS.section, section]]));
    const active = new Map([
      ['o-0', 'active'],
      ['o-1', 'active'],
      ['o-2', 'active'],
    ] as const);
    expect([...lifecycleFindings(snapshot, active)]).toEqual([
      {
        severity: 'warning',
        code: 'LIFECYCLE_BACKWARDS',
        section: OFFERINGS.section,
        pointer: '/items/1/lifecycle',
        message: 'goes back to inDesign: the active version has "o-1" as active',
      },
    ]);
  });
});
