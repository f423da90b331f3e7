import { describe, expect, it } from 'vitest';
import {
  buildSample,
  configurations,
  definitionOf,
  type SampleCatalog,
} from '../../testing/sample-offering.ts';

const worlds = (catalog: SampleCatalog) => configurations(definitionOf(catalog).scope);

describe('a group', () => {
  const engines = (lower: number, upper: number, most = 1): SampleCatalog => ({
    car: {
      children: ['petrol', 'diesel', 'electric'].map((offeringId) => ({
        offeringId,
        lower: 0,
        upper: most,
        groupId: 'engine',
      })),
      groups: [{ id: 'engine', name: 'Engine', lower, upper }],
    },
    petrol: {},
    diesel: {},
    electric: {},
  });

  it('of one takes exactly one of its parts', () => {
    expect(worlds(engines(1, 1))).toEqual([
      'diesel/@quantity=0 electric/@quantity=0 petrol/@quantity=1',
      'diesel/@quantity=0 electric/@quantity=1 petrol/@quantity=0',
      'diesel/@quantity=1 electric/@quantity=0 petrol/@quantity=0',
    ]);
  });

  it('counts quantities', () => {
    expect(worlds(engines(2, 3, 3))).toHaveLength(16);
  });

  it('of an absent part asks for nothing', () => {
    const nested: SampleCatalog = {
      garage: { children: [{ offeringId: 'car', lower: 0, upper: 1 }] },
      ...engines(1, 2),
    };
    expect(worlds(nested)).toHaveLength(1 + 6);
  });

  it('that its parts never come to is refused', () => {
    expect(buildSample(engines(4, 5)).findings).toMatchObject([
      { severity: 'error', code: 'GROUP_INFEASIBLE' },
    ]);
  });

  it('bounds quantities that would be too many to be added up', () => {
    expect(definitionOf(engines(1, 1, 5_000)).scope.model.variables[0]?.values).toEqual(['0', '1']);
  });

  it('of more than can be added up is refused, unless it asks for one at least', () => {
    expect(buildSample(engines(2, 9_000, 5_000)).findings).toMatchObject([{ code: 'LIMIT' }]);
    expect(worlds(engines(1, 20_000, 5_000))).toHaveLength(7);
  });
});

describe('what the catalog says of two offerings', () => {
  const related = (type: 'requires' | 'excludes'): SampleCatalog => ({
    car: { children: ['hook', 'socket'].map((offeringId) => ({ offeringId, lower: 0, upper: 1 })) },
    hook: {
      relationships: [
        { type, offeringId: 'socket' },
        { type, offeringId: 'trailer' },
      ],
    },
    socket: {},
    trailer: {},
  });

  it('is kept where one needs the other', () => {
    expect(worlds(related('requires'))).toEqual([
      'hook/@quantity=0 socket/@quantity=0',
      'hook/@quantity=0 socket/@quantity=1',
      'hook/@quantity=1 socket/@quantity=1',
    ]);
  });

  it('is kept where one excludes the other', () => {
    expect(worlds(related('excludes'))).toEqual([
      'hook/@quantity=0 socket/@quantity=0',
      'hook/@quantity=0 socket/@quantity=1',
      'hook/@quantity=1 socket/@quantity=0',
    ]);
  });
});
