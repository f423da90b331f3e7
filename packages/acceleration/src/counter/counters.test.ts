import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryEngine, memoryStores } from '../adapters/memory/index.ts';
import { createStoreGuard } from '../guard/create-store-guard.ts';
import { createStoreBudget } from '../guard/store-budget.ts';
import { StoreTrouble } from '../guard/store-guard.ts';
import { coordinationKey } from '../keys/coordination-key.ts';
import { namespaceOf } from '../keys/namespace.ts';
import type { CounterStore } from '../ports/index.ts';
import { silentTelemetry } from '../telemetry/silent-telemetry.ts';
import { SeededRandom, SimulatedTime } from '../testing/index.ts';
import { createCounters } from './counters.ts';

const key = coordinationKey(namespaceOf({ env: 'test', installationId: 'i1', truthEpoch: 1 }), {
  system: 'cpq',
  service: 'catalog',
  tenant: 'acme',
  parts: ['not-found'],
});

describe('a counter', () => {
  let time: SimulatedTime;
  let engine: MemoryEngine;
  const random = new SeededRandom(1);
  beforeEach(() => {
    time = new SimulatedTime();
    engine = new MemoryEngine({ clock: time.clock, random });
  });

  function node(store: CounterStore = memoryStores({ engine }).coordination) {
    const { clock, timers } = time;
    const guard = createStoreGuard({ clock, timers, random, telemetry: silentTelemetry });
    return createCounters({ store, guard, budget: () => createStoreBudget(clock, 50) });
  }

  it('sums what all nodes add', async () => {
    expect(await node().count(key)).toBe(0);
    expect(await node().add(key, 3, 1_000)).toBe(3);
    expect(await node().add(key, -1, 1_000)).toBe(2);
    expect(await node().count(key)).toBe(2);
  });

  it('begins again when its window has ended, which no addition prolongs', async () => {
    await node().add(key, 1, 1_000);
    await time.advance(999);
    expect(await node().add(key, 1, 1_000)).toBe(2);
    await time.advance(1);
    expect(await node().count(key)).toBe(0);
    expect(await node().add(key, 1, 1_000)).toBe(1);
  });

  it('answers with trouble when the store does not, and throws nothing', async () => {
    const broken = node({
      add: () => Promise.reject(new Error('away')),
      count: () => new Promise(() => {}),
    });
    expect(await time.until(broken.add(key, 1, 1_000))).toMatchObject({ kind: 'error' });
    const silent = await time.until(broken.count(key));
    expect(silent).toBeInstanceOf(StoreTrouble);
    expect(silent).toMatchObject({ kind: 'timeout' });
  });
});
