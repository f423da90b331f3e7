import { describe, expect, it } from 'vitest';
import type { Stores } from '../../ports/index.ts';
import { type SimulatedStore, simulate } from './simulate.ts';

const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

describe('a simulated layer', () => {
  for (const store of ['honest', 'lying'] as const satisfies readonly SimulatedStore[]) {
    it(`keeps its promises with a store that is ${store}`, { timeout: 120_000 }, async () => {
      for (const seed of seeds) {
        const report = await simulate({ seed, store, duration: 8_000 });
        expect(report.violations, `seed ${seed}: ${report.story}`).toEqual([]);
        expect(report.hits, `seed ${seed}`).toBeGreaterThan(0);
      }
    });
  }

  it('runs the same way for the same seed', async () => {
    const [one, two] = [
      await simulate({ seed: 7, store: 'lying', duration: 4_000 }),
      await simulate({ seed: 7, store: 'lying', duration: 4_000 }),
    ];
    expect(one).toEqual(two);
  });
});

describe('the simulation finds a store', () => {
  const violationsOf = async (sabotage: (stores: Stores) => Stores) => {
    const reports = await Promise.all(
      seeds.map((seed) => simulate({ seed, store: 'honest', duration: 4_000, sabotage })),
    );
    return reports.flatMap(({ violations }) => violations);
  };
  const withEntries =
    (change: (entries: Stores['entries']) => Partial<Stores['entries']>) => (stores: Stores) => ({
      ...stores,
      entries: { ...stores.entries, ...change(stores.entries) },
    });

  it('that stores without the lease', { timeout: 120_000 }, async () => {
    const unfenced = withEntries((entries) => ({
      fill: async (entry, fill) => {
        await entries.put(entry, fill);
        return 'stored';
      },
    }));
    expect(await violationsOf(unfenced)).toContainEqual(expect.stringContaining('I0'));
  });

  it('that forgets to evict', { timeout: 120_000 }, async () => {
    const deaf = withEntries(() => ({ evict: async () => {}, evictMany: async () => {} }));
    expect(await violationsOf(deaf)).toContainEqual(expect.stringContaining('I1'));
  });

  it('that mixes up its keys', { timeout: 120_000 }, async () => {
    const mixed = withEntries((entries) => ({
      evict: (entry) => entries.evict({ ...entry, data: entry.lease }),
    }));
    expect(await violationsOf(mixed)).not.toEqual([]);
  });
});
