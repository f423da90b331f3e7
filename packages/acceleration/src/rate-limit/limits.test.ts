import { beforeEach, describe, expect, it } from 'vitest';
import { createStoreBudget } from '../guard/store-budget.ts';
import { SeededRandom } from '../testing/index.ts';
import { LIMIT_PATIENCE } from './create-limits.ts';
import { quota, SimulatedLimits } from './fixtures/simulated-limits.ts';
import type { LimitWhenStoreDown, Quota } from './limits.ts';

const wide: Quota = { name: 'tenant', units: 100, window: 1_000, burst: 6 };

describe('rate limits', () => {
  let limits: SimulatedLimits;
  beforeEach(() => {
    limits = new SimulatedLimits();
  });

  it('admit the burst, then what comes back, over all nodes', async () => {
    const [near, far] = [limits.node(), limits.node()];
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
    await limits.time.advance(100);
    expect((await far.one(2)).kind).toBe('admitted');
  });

  it('ask the store also for those whose time for it was used up before', async () => {
    const { one } = limits.node(4);
    const spent = () => createStoreBudget(limits.time.clock, 0);
    expect(await one(1, { budget: spent() })).toMatchObject({ kind: 'admitted', source: 'store' });
    expect(await one(1, { budget: spent(), whenStoreDown: 'closed' })).toMatchObject({ source: 'store' });
    limits.mood = 'frozen';
    const begun = limits.time.clock.monotonic();
    expect(await one(1, { budget: spent(), whenStoreDown: 'closed' })).toEqual({ kind: 'closed' });
    expect(limits.time.clock.monotonic() - begun).toBe(LIMIT_PATIENCE);
  });

  it('keep tenants and parts apart, whatever is in them', async () => {
    const { take } = limits.node();
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
    const { take } = limits.node();
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
    expect(await limits.node().one(5)).toEqual({ kind: 'impossible', by: quota });
    const calendar: Quota = { ...quota, algorithm: 'sliding-window', units: 2 };
    expect((await limits.node().take([{ quota: calendar, parts: ['a'], cost: 3 }])).kind).toBe('impossible');
    expect(limits.asked).toBe(0);
  });

  it.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])(
    'reject a cost of %d',
    async (cost) => {
      await expect(limits.node().one(cost)).rejects.toThrow(TypeError);
    },
  );

  it.each<Partial<Quota>>([{ units: 0 }, { window: 1.5 }, { burst: 0 }, { units: 1_000_001 }, { name: '' }])(
    'reject the quota %j',
    async (wrong) => {
      const uses = [{ quota: { ...quota, ...wrong }, parts: ['a'], cost: 1 }];
      await expect(limits.node().take(uses)).rejects.toThrow(TypeError);
    },
  );

  it('reject an ask that names a bucket twice', async () => {
    const use = { quota, parts: ['a'], cost: 1 };
    await expect(limits.node().take([use, use])).rejects.toThrow(TypeError);
  });

  describe('without the store', () => {
    it.each<[LimitWhenStoreDown, object]>([
      ['open', { kind: 'admitted', source: 'unlimited', states: [] }],
      ['closed', { kind: 'closed' }],
      ['local', { kind: 'refused', source: 'local' }],
    ])('do as the ask says: %s', async (whenStoreDown, expected) => {
      limits.mood = 'broken';
      expect(await limits.node().one(1, { whenStoreDown })).toMatchObject(expected);
    });

    it('begin empty, at the part of the quota that one node has', async () => {
      const { one, admitted } = limits.node(2);
      limits.mood = 'broken';
      expect(await one()).toMatchObject({ kind: 'refused', source: 'local', retryAfter: 200 });
      await limits.time.advance(200);
      expect(await admitted(5)).toBe(1);
      await limits.time.advance(10_000);
      expect(await admitted(5)).toBe(2);
    });

    it('admit at once whoever was away while the empty bucket filled', async () => {
      const { one, take } = limits.node();
      limits.mood = 'broken';
      await one();
      await limits.time.advance(400);
      expect((await take([{ quota, parts: ['bob'], cost: 4 }])).kind).toBe('admitted');
    });

    it('admit a cost above the part of one node when it has come together', async () => {
      const { one } = limits.node(4);
      limits.mood = 'broken';
      await one(3);
      await limits.time.advance(400);
      expect((await one(3)).kind).toBe('refused');
      await limits.time.advance(800);
      expect((await one(3)).kind).toBe('admitted');
      expect((await one(1)).kind).toBe('refused');
    });

    it('cost a few requests their budget, then none', async () => {
      limits.mood = 'frozen';
      const { take, guard } = limits.node();
      const uses = (ask: number) => [{ quota, parts: [`client ${ask}`], cost: 1 }];
      for (let ask = 0; ask < 200; ask += 1) await take(uses(ask));
      expect(guard.state).not.toBe('closed');
      expect(limits.asked).toBeLessThan(100);
    });

    it('begin empty again in an outage after one that the bucket was not asked in', async () => {
      const { one } = limits.node();
      const outage = async (tenant: string) => {
        limits.mood = 'broken';
        await one(1, { tenant });
        limits.mood = 'well';
        await limits.time.advance(500);
        expect(await one(1, { tenant })).toMatchObject({ kind: 'admitted', source: 'store' });
      };
      await outage('acme');
      await limits.time.advance(1_000);
      await outage('other');
      limits.mood = 'broken';
      // What the process knows of it is of long ago; since then the store admitted.
      expect(await one(4)).toMatchObject({ kind: 'refused', source: 'local' });
    });

    it('need both to admit when it is back, for the time of a burst', async () => {
      const { one, admitted, guard } = limits.node(2);
      limits.mood = 'broken';
      await one();
      await limits.time.advance(200);
      expect(await admitted(5)).toBe(1);
      limits.mood = 'well';
      limits.engine.flush();
      while (guard.state !== 'closed') await limits.time.advance(50);
      // Its bucket in the store is full; the process's own is what holds it back.
      await one(1, { tenant: 'other' });
      expect(await admitted(20)).toBeLessThanOrEqual(2);
      await limits.time.advance(399);
      expect(await admitted(20)).toBeLessThanOrEqual(2);
      await limits.time.advance(1);
      expect(await admitted(20)).toBeGreaterThanOrEqual(2);
      await limits.time.advance(400);
      expect(await admitted(20)).toBe(4);
    });

    it('never admit more than burst and rate of the store and of the process together, however it flaps', async () => {
      const random = new SeededRandom(7);
      const { one } = limits.node();
      let [sum, epochs] = [0, 0];
      const begun = limits.time.clock.monotonic();
      for (let step = 0; step < 1_000; step += 1) {
        if (random.chance(0.03)) limits.mood = random.chance(0.5) ? 'well' : 'broken';
        if (random.chance(0.005)) {
          limits.engine.flush();
          epochs += 1;
        }
        await limits.time.advance(random.between(0, 20));
        if ((await one()).kind === 'admitted') sum += 1;
      }
      const rate = (limits.time.clock.monotonic() - begun) / 100;
      expect(sum).toBeGreaterThan(rate / 4);
      expect(sum).toBeLessThanOrEqual(4 * (epochs + 1) + 2 * rate);
    });
  });

  it('are counted by quota and outcome, refusals by tenant and endpoint', async () => {
    const { one, admitted, telemetry } = limits.node();
    await admitted(4);
    await one(1, { endpoint: 'POST /x' });
    limits.mood = 'broken';
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
