import { describe, expect, it } from 'vitest';
import { bucketStates } from './bucket-states.ts';

const read = (text: string, buckets: number) => bucketStates(Buffer.from(text), buckets);

describe('the reply of the script that takes units', () => {
  it('is three whole numbers for each bucket', () => {
    expect(read('0 12 345 9007199254740991 0 7', 2)).toEqual([
      { wait: 0, level: 12, reset: 345 },
      { wait: Number.MAX_SAFE_INTEGER, level: 0, reset: 7 },
    ]);
  });

  it.each([
    ['', 1],
    ['0 1', 1],
    ['0 1 2', 2],
    ['0 1 2 3', 1],
    ['0 1 2 ', 1],
    [' 0 1 2', 1],
    ['0  1 2', 1],
    ['0 -1 2', 1],
    ['0 1.5 2', 1],
    ['0 1 nan', 1],
    ['0 1 9007199254740993', 1],
  ])('is refused as %j for %d', (text, buckets) => {
    expect(() => read(text, buckets)).toThrow('no state of a bucket');
  });

  it.each([[null], [1], [[]], ['0 1 2']])('is refused where it is no bytes: %j', (reply) => {
    expect(() => bucketStates(reply, 1)).toThrow('no state of a bucket');
  });
});
