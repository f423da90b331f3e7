import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryEngine, memoryStores } from '../adapters/memory/index.ts';
import { createStoreGuard } from '../guard/create-store-guard.ts';
import { createStoreBudget } from '../guard/store-budget.ts';
import { coordinationKey } from '../keys/coordination-key.ts';
import { namespaceOf } from '../keys/namespace.ts';
import type { HandoverStore } from '../ports/index.ts';
import { jsonCodec } from '../registry/codecs.ts';
import { silentTelemetry } from '../telemetry/silent-telemetry.ts';
import { SeededRandom, SimulatedTime } from '../testing/index.ts';
import { createHandover } from './handover.ts';

interface Step {
  readonly step: number;
}

const isStep = (value: unknown) => typeof (value as Partial<Step> | null)?.step === 'number';
const key = coordinationKey(namespaceOf({ env: 'test', installationId: 'i1', truthEpoch: 1 }), {
  system: 'admin',
  service: 'wizard',
  tenant: 'acme',
  parts: ['user-1', 'w-1'],
});

describe('a value handed over', () => {
  let time: SimulatedTime;
  let engine: MemoryEngine;
  const random = new SeededRandom(1);
  beforeEach(() => {
    time = new SimulatedTime();
    engine = new MemoryEngine({ clock: time.clock, random });
  });

  const shared = () => memoryStores({ engine }).coordination;
  function node(store: HandoverStore = shared()) {
    const { clock, timers } = time;
    const guard = createStoreGuard({ clock, timers, random, telemetry: silentTelemetry });
    return createHandover<Step>({
      store,
      guard,
      budget: () => createStoreBudget(clock, 50),
      codec: jsonCodec<Step>(isStep),
    });
  }

  it('is taken by one of many takers, on whatever node', async () => {
    expect(await node().leave(key, { step: 2 }, 1_000)).toBe(true);
    const taken = await Promise.all(Array.from({ length: 5 }, () => node().take(key)));
    expect(taken.filter((value) => value !== null)).toEqual([{ step: 2 }]);
    expect(await node().take(key)).toBeNull();
  });

  it('stays when another is left, and is gone after its time', async () => {
    await node().leave(key, { step: 1 }, 1_000);
    expect(await node().leave(key, { step: 2 }, 1_000)).toBe(false);
    await time.advance(1_000);
    expect(await node().take(key)).toBeNull();
    expect(await node().leave(key, { step: 3 }, 1_000)).toBe(true);
    expect(await node().take(key)).toEqual({ step: 3 });
  });

  it('is none when it is not what was agreed', async () => {
    for (const text of ['garbage', '{"step":"two"}', 'null', '']) {
      await shared().leave(key, Buffer.from(text), 1_000);
      expect(await node().take(key)).toBeNull();
      expect(await shared().take(key)).toBeNull();
    }
  });

  it('is trouble when the store does not answer, and throws nothing', async () => {
    const broken = node({
      leave: () => Promise.reject(new Error('away')),
      take: () => new Promise(() => {}),
    });
    expect(await time.until(broken.leave(key, { step: 1 }, 1_000))).toMatchObject({ kind: 'error' });
    expect(await time.until(broken.take(key))).toMatchObject({ kind: 'timeout' });
  });
});
