import { describe, expect, it } from 'vitest';
import { reaches } from './reach.ts';

describe('reach', () => {
  it('of all is everybody', () => expect(reaches('all', 'ana')).toBe(true));

  it('of some is those, by their exact subject', () => {
    const reach = { owners: ['ana', 'bob'] };
    expect(['ana', 'bob', 'Ana', 'an', ''].map((owner) => reaches(reach, owner))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('of nobody is nothing', () => expect(reaches({ owners: [] }, '')).toBe(false));
});
