import { describe, expect, it } from 'vitest';
import type { BucketUse, EntryStore, RateLimitStore, StoreKey } from '../../ports/index.ts';
import { SeededRandom } from '../seeded-random.ts';
import { freshKey, passes, type StoreUnderTest } from './store-under-test.ts';

/** Microseconds of one unit: so long that none comes back while a test runs. */
const HOUR = 3_600_000_000;
const MANY = 50;

const algorithms = ['gcra', 'sliding-window'] as const;
type Algorithm = (typeof algorithms)[number];

interface Node {
  readonly coordination: RateLimitStore;
  /** For its time. */
  readonly entries: EntryStore;
}

/** Whole units, of which one comes back in `perUnit` microseconds. */
function use(key: StoreKey, algorithm: Algorithm, cost: number, capacity: number, perUnit = HOUR): BucketUse {
  return algorithm === 'gcra'
    ? { key, algorithm, cost: cost * perUnit, capacity: capacity * perUnit, slot: 0 }
    : { key, algorithm, cost, capacity, slot: perUnit };
}

/** Keys of one cluster slot. */
function freshKeys(count: number): readonly StoreKey[] {
  const tag = freshKey();
  return Array.from({ length: count }, (_, index) => `${tag}:{${tag}}:${index}` as StoreKey);
}

export function rateLimitContract(test: () => StoreUnderTest, node: () => Node, otherNode: () => Node): void {
  const near = () => node().coordination;
  const far = () => otherNode().coordination;
  const fits = async (one: BucketUse) => (await near().takeUnits([one])).every(({ wait }) => wait === 0);

  describe.each(algorithms)('a bucket of %s', (algorithm) => {
    it('gives fifty that come together what it holds, and no more', async () => {
      const key = freshKey();
      const taken = await Promise.all(
        Array.from({ length: MANY }, (_, index) =>
          (index % 2 === 0 ? near() : far()).takeUnits([use(key, algorithm, 1, 20)]),
        ),
      );
      expect(taken.filter(([state]) => state?.wait === 0)).toHaveLength(20);
    });

    it('holds everything again after the reset that it tells, and is gone then', async () => {
      const key = freshKey();
      const one = use(key, algorithm, 3, 3, 1_000);
      const [state] = await near().takeUnits([one]);
      expect(state?.wait).toBe(0);
      await passes(test(), node().entries, Math.ceil((state?.reset ?? 0) / 1_000) + 1);
      expect(await fits(one)).toBe(true);
    });

    it('is full where the key holds something else', async () => {
      for (const other of algorithms) {
        if (other === algorithm) continue;
        const key = freshKey();
        await near().takeUnits([use(key, other, 3, 3)]);
        expect(await fits(use(key, algorithm, 3, 3))).toBe(true);
        expect(await fits(use(key, algorithm, 1, 3))).toBe(false);
      }
    });

    it('is full again when the store was emptied', async () => {
      const key = freshKey();
      await near().takeUnits([use(key, algorithm, 3, 3)]);
      await test().flush();
      expect(await fits(use(key, algorithm, 3, 3))).toBe(true);
    });
  });

  describe('buckets that are asked together', () => {
    it.each([1, 2, 3])('give all or nothing, as counting by hand says (run %i)', async (seed) => {
      const random = new SeededRandom(seed);
      const keys = freshKeys(5);
      const buckets = keys.map((key, index) => ({
        key,
        algorithm: algorithms[index % 2] as Algorithm,
        capacity: random.between(5, 24),
        taken: 0,
      }));
      for (let ask = 0; ask < 60; ask += 1) {
        const chosen = buckets.filter(() => random.chance(0.5));
        if (chosen.length === 0) continue;
        const costs = chosen.map(() => random.between(1, 4));
        const expected = chosen.map(({ taken, capacity }, at) => taken + (costs[at] ?? 0) <= capacity);
        const store = random.chance(0.5) ? near() : far();
        const states = await store.takeUnits(
          chosen.map(({ key, algorithm, capacity }, at) => use(key, algorithm, costs[at] ?? 0, capacity)),
        );
        expect(states.map(({ wait }) => wait === 0)).toEqual(expected);
        const all = expected.every(Boolean);
        for (const [at, bucket] of chosen.entries()) {
          if (all) bucket.taken += costs[at] ?? 0;
          const level = states[at]?.level ?? -1;
          const units = bucket.algorithm === 'gcra' ? Math.ceil(level / HOUR) : level;
          expect(units).toBe(bucket.taken);
        }
      }
    });
  });
}
