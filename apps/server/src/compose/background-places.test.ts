import { describe, expect, it } from 'vitest';
import { backgroundPlaces } from './background-places.ts';

describe('what runs beside requests', () => {
  it.each([
    [1, { handling: 1, partitions: 1, deliveries: 1 }],
    [5, { handling: 2, partitions: 2, deliveries: 2 }],
    [10, { handling: 5, partitions: 5, deliveries: 5 }],
    [100, { handling: 50, partitions: 8, deliveries: 8 }],
  ])('leaves half of %i connections to them', (connections, places) => {
    expect(backgroundPlaces(connections)).toEqual(places);
  });
});
