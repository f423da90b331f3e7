import { ManualClock } from '@quotewright/kernel/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryEngine, memoryStores } from '../adapters/memory/index.ts';
import type { Stores } from '../ports/index.ts';
import { compareStores } from './differential.ts';
import type { Contender } from './differential-contender.ts';
import type { Operation } from './differential-operations.ts';
import { SeededRandom } from './seeded-random.ts';

/** Changes one node's stores into wrong ones. */
type Mutation = (stores: Stores) => Stores;

function contender(mutate: Mutation = (stores) => stores): Contender {
  const clock = new ManualClock();
  const engine = new MemoryEngine({ clock, random: new SeededRandom(1) });
  return {
    nodes: [mutate(memoryStores({ engine })), mutate(memoryStores({ engine }))],
    advance: (milliseconds) => clock.advance(milliseconds),
    flush: async () => engine.flush(),
  };
}

async function compared(mutate?: Mutation): Promise<fc.RunDetails<[readonly Operation[]]>> {
  const comparison = await compareStores(contender(), contender(mutate), 'mutation');
  const details = await fc.check(comparison.property, { numRuns: 300, seed: 7 });
  await comparison.close();
  return details;
}

const entries =
  (change: (entries: Stores['entries']) => Partial<Stores['entries']>): Mutation =>
  (stores) => ({
    ...stores,
    entries: { ...stores.entries, ...change(stores.entries) },
  });

const coordination =
  (change: (coordination: Stores['coordination']) => Partial<Stores['coordination']>): Mutation =>
  (stores) => ({
    ...stores,
    coordination: { ...stores.coordination, ...change(stores.coordination) },
  });

const MUTATIONS: readonly (readonly [string, Mutation])[] = [
  [
    'fills without asking for the token',
    entries(({ put, fill }) => ({
      fill: async (entry, value) => {
        const outcome = await fill(entry, value);
        if (outcome === 'refused') await put(entry, value);
        return outcome;
      },
    })),
  ],
  [
    'keeps the data of what was evicted',
    entries(({ get, put, evict }) => ({
      evict: async (entry) => {
        const value = await get(entry.data);
        await evict(entry);
        if (value !== null) await put(entry, { token: '', value, ttl: 600_000 });
      },
    })),
  ],
  [
    'ignores orders',
    entries(({ fill }) => ({
      fill: (entry, { token, value, ttl }) => fill(entry, { token, value, ttl }),
    })),
  ],
  [
    'grants every claim',
    entries(({ claim }) => ({ claim: async (...args) => ({ ...(await claim(...args)), granted: true }) })),
  ],
  [
    'puts nobody down to be woken who claims among many',
    entries(({ claimMany }) => ({
      claimMany: (claims) =>
        claimMany(claims.map(({ entry, terms }) => ({ entry: { ...entry, waiters: entry.data }, terms }))),
    })),
  ],
  [
    'answers many in another order',
    entries(({ getMany }) => ({ getMany: async (keys) => (await getMany(keys)).toReversed() })),
  ],
  [
    'lets values live for ever',
    entries(({ put }) => ({ put: (entry, fill) => put(entry, { ...fill, ttl: 600_000 }) })),
  ],
  [
    'lets leases end late',
    entries(({ claim }) => ({ claim: (entry, terms) => claim(entry, { ...terms, ttl: terms.ttl + 10 }) })),
  ],
  [
    'hands over twice',
    coordination(({ take, leave }) => ({
      take: async (key) => {
        const value = await take(key);
        if (value !== null) await leave(key, value, 600_000);
        return value;
      },
    })),
  ],
  [
    'prolongs the window of a counter',
    coordination(({ add, count }) => ({
      add: async (key, amount, ttl) => {
        const before = (await count(key)) ?? 0;
        await add(key, -before, 1);
        return add(key, amount + before, ttl + 5);
      },
    })),
  ],
  [
    'loses an announcement in the numbering',
    (stores) => ({
      ...stores,
      bus: {
        ...stores.bus,
        announce: async (items) => {
          if (items.length === 0) await stores.bus.announce(items);
          return stores.bus.announce(items);
        },
      },
    }),
  ],
];

describe('a comparison of stores', () => {
  it('finds nothing between two of a kind', async () => {
    expect((await compared()).failed).toBe(false);
  });

  it.each(MUTATIONS)('finds a store that %s, and shows it by a few operations', async (_, mutate) => {
    const { failed, counterexample } = await compared(mutate);
    expect(failed).toBe(true);
    expect(counterexample?.[0].length).toBeLessThanOrEqual(6);
  });

  it('shows the same difference again by the same seed', async () => {
    const [first, again] = [await compared(MUTATIONS[0]?.[1]), await compared(MUTATIONS[0]?.[1])];
    expect(first.failed).toBe(true);
    expect(again.counterexample).toEqual(first.counterexample);
  });
});
