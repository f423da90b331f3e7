import { describe, expect, it } from 'vitest';
import { LocalBuckets } from './local-buckets.ts';

const bucket = () => ({ arrival: 0, outage: 1 });

describe('the buckets of a process', () => {
  it('lose the least recently used of the tenant that has most, and remember when', () => {
    const buckets = new LocalBuckets(4);
    buckets.add('small', 'a', bucket(), 1);
    for (const key of ['a', 'b', 'c']) buckets.add('big', key, bucket(), 2);
    buckets.get('big', 'a');
    buckets.add('big', 'd', bucket(), 3);
    expect(['a', 'b', 'c', 'd'].filter((key) => buckets.get('big', key) === undefined)).toEqual(['b']);
    expect(buckets.get('small', 'a')).toBeDefined();
    expect(buckets.forgotAt('big')).toBe(3);
    expect(buckets.forgotAt('small')).toBe(Number.NEGATIVE_INFINITY);
  });

  it('stay within their bound, whoever comes', () => {
    const buckets = new LocalBuckets(10);
    for (let at = 0; at < 100; at += 1) buckets.add(`t${at % 17}`, `k${at}`, bucket(), at);
    expect(buckets.size).toBe(10);
  });

  it('remember a forgetting when the tenant is gone with it', () => {
    const buckets = new LocalBuckets(1);
    buckets.add('one', 'a', bucket(), 1);
    buckets.add('two', 'a', bucket(), 2);
    expect(buckets.forgotAt('one')).toBe(2);
  });
});
