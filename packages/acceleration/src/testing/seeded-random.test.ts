import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from './seeded-random.ts';

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });
const some = (random: SeededRandom) => Array.from({ length: 20 }, () => random.uint32());

describe('seeded chance', () => {
  it('repeats for the same seed and differs for another', () => {
    fc.assert(
      fc.property(seeds, seeds, (one, other) => {
        expect(some(new SeededRandom(one))).toEqual(some(new SeededRandom(one)));
        if (one !== other) expect(some(new SeededRandom(one))).not.toEqual(some(new SeededRandom(other)));
      }),
    );
  });

  it('gives the numbers of the published algorithm', () => {
    // xoshiro128** from the state that splitmix32 makes of seed 0, worked out with BigInt below.
    expect(some(new SeededRandom(0)).slice(0, 8)).toEqual(reference(0n, 8));
    expect(some(new SeededRandom(42)).slice(0, 8)).toEqual(reference(42n, 8));
  });

  it('gives a part of the whole numbers of its own, whatever was drawn elsewhere', () => {
    const whole = new SeededRandom(7);
    const before = some(whole.fork('bus'));
    some(whole);
    expect(some(whole.fork('bus'))).toEqual(before);
    expect(some(whole.fork('entries'))).not.toEqual(before);
    expect(some(new SeededRandom(8).fork('bus'))).not.toEqual(before);
  });

  it('spreads evenly: no tenth of the range is missed or favoured', () => {
    const random = new SeededRandom(1);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 100_000; draw += 1) {
      const tenth = Math.floor(random.fraction() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('stays within its bounds, both ends included', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: -50, max: 50 }), fc.nat(20), (seed, lowest, span) => {
        const random = new SeededRandom(seed);
        const drawn = Array.from({ length: 400 }, () => random.between(lowest, lowest + span));
        expect(Math.min(...drawn)).toBe(lowest);
        expect(Math.max(...drawn)).toBe(lowest + span);
      }),
      { numRuns: 20 },
    );
  });

  it('shuffles without losing or doubling, and without touching the original', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.integer()), (seed, list) => {
        const before = [...list];
        const shuffled = new SeededRandom(seed).shuffled(list);
        expect(list).toEqual(before);
        expect(shuffled.toSorted()).toEqual(list.toSorted());
      }),
    );
  });

  it('makes tokens of 128 bits that do not repeat', () => {
    const random = new SeededRandom(3);
    const tokens = Array.from({ length: 1000 }, () => random.token());
    expect(new Set(tokens).size).toBe(1000);
    expect(Buffer.from(tokens[0] ?? '', 'base64url')).toHaveLength(16);
  });

  it('refuses a seed that it could not tell from another, and an empty choice', () => {
    expect(() => new SeededRandom(1.5)).toThrow(RangeError);
    expect(() => new SeededRandom(-1)).toThrow(RangeError);
    expect(() => new SeededRandom(2 ** 32)).toThrow(RangeError);
    expect(() => new SeededRandom(1).pick([])).toThrow(RangeError);
  });
});

/** The same algorithms in arithmetic without wrap-around, reduced by hand. */
function reference(seed: bigint, count: number): number[] {
  const mask = 0xffff_ffffn;
  const rotate = (word: bigint, by: bigint) => ((word << by) | (word >> (32n - by))) & mask;
  let state = seed;
  const word = () => {
    state = (state + 0x9e3779b9n) & mask;
    let mixed = ((state ^ (state >> 16n)) * 0x21f0aaadn) & mask;
    mixed = ((mixed ^ (mixed >> 15n)) * 0x735a2d97n) & mask;
    return mixed ^ (mixed >> 15n);
  };
  const s: [bigint, bigint, bigint, bigint] = [word(), word(), word(), word()];
  return Array.from({ length: count }, () => {
    const result = (rotate((s[1] * 5n) & mask, 7n) * 9n) & mask;
    const shifted = (s[1] << 9n) & mask;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 11n);
    return Number(result);
  });
}
