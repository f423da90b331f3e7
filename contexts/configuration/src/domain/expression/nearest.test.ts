import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

describe('the nearest name', () => {
  it.each([
    ['plam', ['term', 'plan'], 'plan'],
    ['bandwith', ['bandwidth', 'band'], 'bandwidth'],
    ['site-access/regoin', ['site-access', 'site-access/region'], 'site-access/region'],
    ['usr', ['user', 'users'], 'user'],
  ])('of %s is one or two slips away', (name, names, found) => {
    expect(nearest(name, names)).toBe(found);
  });

  it('is the first of those that are equally near', () => {
    expect(nearest('plaX', ['plat', 'plan'])).toBe('plat');
  });

  it.each([
    ['plan', ['pxxx', 'xxxn', 'users']],
    ['a', ['b', 'c']],
    ['plan', []],
    ['p'.repeat(201), ['p'.repeat(200)]],
  ])('of %s is none where all are further', (name, names) => {
    expect(nearest(name, names)).toBeUndefined();
  });
});
