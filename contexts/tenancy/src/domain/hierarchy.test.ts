import { describe, expect, it } from 'vitest';
import { type Hierarchy, MAX_DEPTH, MAX_REPORTS, reportsIn } from './hierarchy.ts';

const hierarchy: Hierarchy = [
  ['head', 'lead', 'aide'],
  ['lead', 'ana', 'bob'],
  ['other', 'eve'],
];

describe('who reports to somebody', () => {
  it('is everybody below, the nearest first', () => {
    expect(reportsIn(hierarchy, 'head')).toEqual(['lead', 'aide', 'ana', 'bob']);
    expect(reportsIn(hierarchy, 'lead')).toEqual(['ana', 'bob']);
  });

  it('is nobody for who leads nobody, and for who is not there', () => {
    expect(reportsIn(hierarchy, 'ana')).toEqual([]);
    expect(reportsIn(hierarchy, '__proto__')).toEqual([]);
    expect(reportsIn([], 'head')).toEqual([]);
  });

  it('is also who is called as a member of every object is', () => {
    const odd: Hierarchy = [
      ['__proto__', 'constructor'],
      ['constructor', 'toString'],
    ];
    expect(reportsIn(odd, '__proto__')).toEqual(['constructor', 'toString']);
  });

  it('ends where the data holds a circle, and never is who asks', () => {
    const circle: Hierarchy = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
    ];
    expect(reportsIn(circle, 'a')).toEqual(['b', 'c']);
    expect(reportsIn(circle, 'b')).toEqual(['c', 'a']);
  });

  it('ends after so many levels', () => {
    const chain: Hierarchy = Array.from({ length: MAX_DEPTH + 5 }, (_, at) => [`${at}`, `${at + 1}`]);
    expect(reportsIn(chain, '0')).toEqual(Array.from({ length: MAX_DEPTH }, (_, at) => `${at + 1}`));
  });

  it('ends after so many people', () => {
    const crowd = Array.from({ length: MAX_REPORTS + 5 }, (_, at) => `${at}`);
    expect(reportsIn([['head', ...crowd]], 'head')).toHaveLength(MAX_REPORTS);
  });
});
