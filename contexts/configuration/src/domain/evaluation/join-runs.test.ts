import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinRuns } from './join-runs.ts';

const joined = (numbers: readonly number[]) =>
  joinRuns(numbers, (number) => number).map(({ first, last }) =>
    Object.is(first, last) ? first : [first, last],
  );
const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe('whole numbers in a row', () => {
  it('are one run when they are many, and stay a list when they are few', () => {
    expect(joined([0, ...upTo(5, 14), 20, 21])).toEqual([0, [5, 14], 20, 21]);
    expect(joined(upTo(1, 9))).toEqual(upTo(1, 9));
  });

  it('are not joined over a gap, nor with what is no number', () => {
    expect(joined([...upTo(1, 10), Number.NaN, ...upTo(11, 20)])).toEqual([[1, 10], Number.NaN, [11, 20]]);
  });

  it('lose none and gain none', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(60)), (numbers) => {
        const sorted = numbers.toSorted((a, b) => a - b);
        const again = joinRuns(sorted, (number) => number).flatMap(({ first, last }) => upTo(first, last));
        expect(again).toEqual(sorted);
      }),
    );
  });
});
