import { describe, expect, it } from 'vitest';
import { atATime } from './at-a-time.ts';

describe('work of which so much runs at a time', () => {
  it('runs in the order in which it came, also where some of it fails', async () => {
    const run = atATime(2);
    const begun: number[] = [];
    const ends: ((fails: boolean) => void)[] = [];
    const all = Array.from({ length: 5 }, (_, at) =>
      run(async () => {
        begun.push(at);
        const { promise, resolve } = Promise.withResolvers<boolean>();
        ends.push(resolve);
        if (await promise) throw new Error(`${at} fails`);
        return at;
      }),
    );
    const outcomes = Promise.allSettled(all);
    expect(begun).toEqual([0, 1]);
    for (let at = 0; at < 5; at += 1) {
      ends[at]?.(at === 1);
      await new Promise(setImmediate);
      expect(begun).toEqual([0, 1, 2, 3, 4].slice(0, at + 3));
    }
    expect((await outcomes).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
  });

  it('takes the place of what has ended', async () => {
    const run = atATime(1);
    expect(await run(async () => 1)).toBe(1);
    await expect(run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await run(async () => 2)).toBe(2);
  });
});
