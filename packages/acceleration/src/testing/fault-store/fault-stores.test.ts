import { ManualClock } from '@quotewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import { MemoryEngine, memoryStores } from '../../adapters/memory/index.ts';
import { systemTimers } from '../../ports/index.ts';
import { SeededRandom } from '../seeded-random.ts';
import { type BreakableStore, busReconnectionContract, storeContract } from '../store-contract/index.ts';
import { type FaultStores, faultStores } from './fault-stores.ts';
import { faultNames, faults } from './faults.ts';
import { entryOf, put, read, rehearsal } from './rehearsal.ts';

/** `age` is done to the server before the contract begins. */
async function open(age: (first: FaultStores) => void = () => {}): Promise<BreakableStore> {
  const clock = new ManualClock();
  const engine = new MemoryEngine({ clock, random: new SeededRandom(1) });
  const first = faultStores(memoryStores({ engine }), { seed: 1, clock, timers: systemTimers });
  age(first);
  return {
    stores: async () => first.beside(memoryStores({ engine })),
    flush: async () => void first.inject('flushed'),
    advance: (milliseconds) => clock.advance(milliseconds),
    disconnect: async () => first.inject('bus-cut')(),
    close: () => first.close(),
  };
}

storeContract('a wrapped store without a fault', open);
busReconnectionContract('a wrapped store', open);

storeContract('a wrapped store that went through faults and was healed', () =>
  open((first) => {
    for (const fault of faultNames) first.inject(fault);
    first.heal();
    first.inject('flushed');
  }),
);

storeContract('a wrapped store on which nothing strikes', () =>
  open((first) => {
    first.inject('slow', { from: 0, to: 0 });
    first.inject('late-writes', { chance: 0 });
    first.inject('garbage', { chance: 0 });
    first.inject('bus-lost', { chance: 0 });
    first.inject('evicting', { chance: 0 });
  }),
);

describe('the table of faults', () => {
  it('says of each one what is seen of it', () => {
    for (const name of faultNames) expect(faults[name].about).toMatch(/^[A-Z].+\.$/);
  });
});

describe('what fails while a failover is being played', () => {
  it('is told to who comes next, and is not told again', async () => {
    const { time } = rehearsal();
    const inner = memoryStores({ clock: time.clock, random: new SeededRandom(1) });
    const answers = [Promise.reject(new Error('inner trouble')), inner.bus.position(), inner.bus.position()];
    answers[0]?.catch(() => {});
    const position = () => answers.shift() ?? inner.bus.position();
    const broken = faultStores(
      { ...inner, bus: { ...inner.bus, position } },
      { seed: 1, clock: time.clock, timers: time.timers },
    );
    broken.inject('lost-writes');
    await expect(broken.entries.time()).rejects.toThrow('inner trouble');
    expect(await broken.entries.time()).toBe(time.clock.now());
  });

  it('waits for what was begun before it: a flush and a failover at once', async () => {
    const { stores } = rehearsal();
    await put(stores.entries, entryOf('o1'), 'value');
    stores.inject('lost-writes');
    stores.inject('flushed');
    expect(await read(stores.entries, entryOf('o1'))).toBeNull();
    expect((await stores.bus.position()).seq).toBe(0);
  });
});
