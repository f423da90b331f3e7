import type { PublishedOffering } from '@quotewright/catalog';
import { describe, expect, it } from 'vitest';
import { itemProblems } from './item-checks.ts';

const seat: PublishedOffering = {
  id: 'seat',
  catalogVersion: 1,
  name: 'Seat',
  specificationId: 'seat',
  lifecycle: 'active',
  isBundle: false,
  validity: {},
  markets: [],
  channels: [],
  customerTypes: [],
  segments: [],
  places: [],
  unit: { name: 'seat', fractions: false },
  contentHash: 'a'.repeat(64),
};
const wanted = { offeringId: 'seat', quantity: '2', usage: {} };

describe('an item of a quote', () => {
  it('is fine when the catalog sells it', () => {
    expect(itemProblems(wanted, seat, '')).toEqual([]);
  });

  it.each([
    ['an unknown offering', wanted, undefined, [['/items/3/offeringId', 'OFFERING_UNKNOWN']]],
    [
      'a retired offering',
      wanted,
      { ...seat, lifecycle: 'retired' } as const,
      [['/items/3/offeringId', 'OFFERING_NOT_ACTIVE']],
    ],
    ['nothing of it', { ...wanted, quantity: '0' }, seat, [['/items/3/quantity', 'QUANTITY_ZERO']]],
    ['half a seat', { ...wanted, quantity: '0.5' }, seat, [['/items/3/quantity', 'QUANTITY_FRACTION']]],
  ])('is refused for %s, with its place', (_what, item, offering, expected) => {
    const found = itemProblems(item, offering, '/items/3').map(({ pointer, code }) => [pointer, code]);
    expect(found).toEqual(expected);
  });

  it('may be a fraction where the unit allows it', () => {
    const gigabyte = { ...seat, unit: { name: 'GB', fractions: true } };
    expect(itemProblems({ ...wanted, quantity: '0.5' }, gigabyte, '')).toEqual([]);
  });
});
