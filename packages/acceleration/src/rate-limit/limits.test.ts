import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryEngine, memoryStores } from '../adapters/memory/index.ts';
import { createStoreGuard } from '../guard/create-store-guard.ts';
import { createStoreBudget } from '../guard/store-budget.ts';
import { namespaceOf } from '../keys/namespace.ts';
import type { RateLimitStore } from '../ports/index.ts';
import { createRecorder } from '../telemetry/recorder.ts';
import { SeededRandom, SimulatedTime } from '../testing/index.ts';
import { createLimits } from './create-limits.ts';
import type { LimitAsk, LimitWhenStoreDown, Quota, QuotaUse } from './limits.ts';

const namespace = namespaceOf({ env: 'test', installationId: 'i1', truthEpoch: 1 });
/** Ten in a second, four at once: one comes back in 100 ms, a burst in 400. */
const quota: Quota = { name: 'simulation', units: 10, window: 1_000, burst: 4 };
const wide: Quota = { name: 'tenant', units: 100, window: 1_000, burst: 6 };

describe('rate limits', () => {
  let time: SimulatedTime;
  let engine: MemoryEngine;
  let store: RateLimitStore;
  let asked: number;
  let mood: 'well' | 'broken' | 'frozen';
  beforeEach(() => {
    time = new SimulatedTime();
    engine = new MemoryEngine({ clock: time.clock, random: new SeededRandom(1) });
    const { coordination } = memoryStores({ engine });
    mood = 'well';
    asked = 0;
    store = {
      takeUnits: (uses) => {
        asked += 1;
        if (mood === 'broken') return Promise.reject(new Error('away'));
        return mood === 'frozen' ? new Promise(() => {}) : coordination.takeUnits(uses);
      },
    };
  });

  function node(nodes = 1) {
    const { clock, timers } = time;
    const telemetry = createRecorder({ clock });
    const guard = createStoreGuard({ clock, timers, random: new SeededRandom(2), telemetry });
    const budget = () => createStoreBudget(clock, 50);
    const limits = createLimits({ namespace, store, guard, budget, clock, telemetry, nodes: () => nodes });
    const take = (uses: readonly QuotaUse[], more: Partial<LimitAsk> = {}) =>
      time.until(limits.take({ tenant: 'acme', uses, whenStoreDown: 'local', ...more }));
    const one = (cost = 1, more: Partial<LimitAsk> = {}) => take([{ quota, parts: ['ann'], cost }], more);
    /** How many single units are admitted one after the other, of so many. */
    const admitted = async (asks: number, more: Partial<LimitAsk> = {}) => {
      let sum = 0;
      for (let ask = 0; ask < asks; ask += 1) sum += (await one(1, more)).kind === 'admitted' ? 1 : 0;
      return sum;
    };
    return { take, one, admitted, telemetry, guard };
  }

  it('admit the burst, then what comes back, over all nodes', async () => {
    const [near, far] = [node(), node()];
    expect(await near.one(3)).toMatchObject({
      kind: 'admitted',
      source: 'store',
      states: [{ quota, remaining: 1, resetAfter: 300 }],
    });
    expect(await far.one(2)).toMatchObject({
      kind: 'refused',
      source: 'store',
      by: quota,
      retryAfter: 100,
      states: [{ remaining: 1, resetAfter: 300 }],
    });
    await time.advance(100);
    expect((await far.one(2)).kind).toBe('admitted');
  });

  it('keep tenants and parts apart, whatever is in them', async () => {
    const { take } = node();
    const asks = [
      ['acme', ['a', 'b']],
      ['acme', ['a,b']],
      ['acme', ['ab', '']],
      ['other', ['a', 'b']],
      ['}{*\n', ['a', 'b']],
      [null, ['a', 'b']],
    ] as const;
    for (const [tenant, parts] of asks) {
      expect((await take([{ quota, parts, cost: 4 }], { tenant })).kind).toBe('admitted');
      expect((await take([{ quota, parts, cost: 4 }], { tenant })).kind).toBe('refused');
    }
  });

  it('take from none of several buckets when one is short', async () => {
    const { take } = node();
    const both = (cost: number) =>
      take([
        { quota: wide, parts: ['all'], cost },
        { quota, parts: ['ann'], cost },
      ]);
    expect((await both(3)).kind).toBe('admitted');
    expect(await both(2)).toMatchObject({
      kind: 'refused',
      by: quota,
      states: [{ remaining: 3 }, { remaining: 1 }],
    });
    expect((await take([{ quota: wide, parts: ['all'], cost: 3 }])).kind).toBe('admitted');
  });

  it('call a cost above the burst impossible, and ask nobody', async () => {
    expect(await node().one(5)).toEqual({ kind: 'impossible', by: quota });
    const calendar: Quota = { ...quota, algorithm: 'sliding-window', units: 2 };
    expect((await node().take([{ quota: calendar, parts: ['a'], cost: 3 }])).kind).toBe('impossible');
    expect(asked).toBe(0);
  });

  it.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])(
    'reject a cost of %d',
    async (cost) => {
      await expect(node().one(cost)).rejects.toThrow(TypeError);
    },
  );

  it.each<Partial<Quota>>([{ units: 0 }, { window: 1.5 }, { burst: 0 }, { units: 1_000_001 }, { name: '' }])(
    'reject the quota %j',
    async (wrong) => {
      const uses = [{ quota: { ...quota, ...wrong }, parts: ['a'], cost: 1 }];
      await expect(node().take(uses)).rejects.toThrow(TypeError);
    },
  );

  it('reject an ask that names a bucket twice', async () => {
    const use = { quota, parts: ['a'], cost: 1 };
    await expect(node().take([use, use])).rejects.toThrow(TypeError);
  });

  describe('without the store', () => {
    it.each<[LimitWhenStoreDown, object]>([
      ['open', { kind: 'admitted', source: 'unlimited', states: [] }],
      ['closed', { kind: 'closed' }],
      ['local', { kind: 'refused', source: 'local' }],
    ])('do as the ask says: %s', async (whenStoreDown, expected) => {
      mood = 'broken';
      expect(await node().one(1, { whenStoreDown })).toMatchObject(expected);
    });

    it('begin empty, at the part of the quota that one node has', async () => {
      const { one, admitted } = node(2);
      mood = 'broken';
      expect(await one()).toMatchObject({ kind: 'refused', source: 'local', retryAfter: 200 });
      await time.advance(200);
      expect(await admitted(5)).toBe(1);
      await time.advance(10_000);
      expect(await admitted(5)).toBe(2);
    });

    it('admit at once whoever was away while the empty bucket filled', async () => {
      const { one, take } = node();
      mood = 'broken';
      await one();
      await time.advance(400);
      expect((await take([{ quota, parts: ['bob'], cost: 4 }])).kind).toBe('admitted');
    });

    it('admit a cost above the part of one node when it has come together', async () => {
      const { one } = node(4);
      mood = 'broken';
      await one(3);
      await time.advance(400);
      expect((await one(3)).kind).toBe('refused');
      await time.advance(800);
      expect((await one(3)).kind).toBe('admitted');
      expect((await one(1)).kind).toBe('refused');
    });

    it('cost a few requests their budget, then none', async () => {
      mood = 'frozen';
      const { take, guard } = node();
      const uses = (ask: number) => [{ quota, parts: [`client ${ask}`], cost: 1 }];
      for (let ask = 0; ask < 200; ask += 1) await take(uses(ask));
      expect(guard.state).not.toBe('closed');
      expect(asked).toBeLessThan(100);
    });

    it('need both to admit when it is back, for the time of a burst', async () => {
      const { one, admitted, guard } = node(2);
      mood = 'broken';
      await one();
      await time.advance(200);
      expect(await admitted(5)).toBe(1);
      mood = 'well';
      engine.flush();
      while (guard.state !== 'closed') await time.advance(50);
      // Its bucket in the store is full; the process's own is what holds it back.
      await one(1, { tenant: 'other' });
      expect(await admitted(20)).toBeLessThanOrEqual(2);
      await time.advance(399);
      expect(await admitted(20)).toBeLessThanOrEqual(2);
      await time.advance(1);
      expect(await admitted(20)).toBeGreaterThanOrEqual(2);
      await time.advance(400);
      expect(await admitted(20)).toBe(4);
    });

    it('never admit more than burst and rate of the store and of the process together, however it flaps', async () => {
      const random = new SeededRandom(7);
      const { one } = node();
      let [sum, epochs] = [0, 0];
      const begun = time.clock.monotonic();
      for (let step = 0; step < 1_000; step += 1) {
        if (random.chance(0.03)) mood = random.chance(0.5) ? 'well' : 'broken';
        if (random.chance(0.005)) {
          engine.flush();
          epochs += 1;
        }
        await time.advance(random.between(0, 20));
        if ((await one()).kind === 'admitted') sum += 1;
      }
      const rate = (time.clock.monotonic() - begun) / 100;
      expect(sum).toBeGreaterThan(rate / 4);
      expect(sum).toBeLessThanOrEqual(4 * (epochs + 1) + 2 * rate);
    });
  });

  it('are counted by quota and outcome, refusals by tenant and endpoint', async () => {
    const { one, admitted, telemetry } = node();
    await admitted(4);
    await one(1, { endpoint: 'POST /x' });
    mood = 'broken';
    await one(1, { whenStoreDown: 'open' });
    const metrics = new Map(
      telemetry.snapshot().metrics.map(({ definition, samples }) => [definition.name, samples]),
    );
    expect(metrics.get('redis_rate_limit_total')).toEqual([
      { labels: { quota: 'simulation', outcome: 'admitted' }, value: 4 },
      { labels: { quota: 'simulation', outcome: 'refused' }, value: 1 },
      { labels: { quota: 'simulation', outcome: 'unlimited' }, value: 1 },
    ]);
    expect(metrics.get('redis_rate_limited_total')).toEqual([
      { labels: { tenant: 'acme', endpoint: 'POST /x' }, value: 1 },
    ]);
  });
});
