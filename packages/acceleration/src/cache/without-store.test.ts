import { describe, expect, it } from 'vitest';
import { aCategory, aChangeableCategory } from '../testing/category-builders.ts';
import { faultStores } from '../testing/fault-store/fault-stores.ts';
import { Gate } from './fixtures/gate.ts';
import { Layer, type Node } from './fixtures/layer.ts';
import { absent } from './loader.ts';

type Faulty = ReturnType<typeof faultStores>;

/** One node whose store can be made to fail. */
async function faulty(layer: Layer): Promise<{ node: Node; faults: Faulty }> {
  let faults!: Faulty;
  const node = await layer.node({}, (stores) => {
    faults = faultStores(stores, { seed: 1, clock: layer.time.clock, timers: layer.time.timers });
    return faults;
  });
  return { node, faults };
}

describe('without its store a category that', () => {
  it('may load answers from the truth, and callers of a moment share the load', async () => {
    const category = aChangeableCategory<string>();
    const layer = new Layer(category);
    const { node, faults } = await faulty(layer);
    faults.inject('killed');
    const cache = node.layer.cache(category);
    const key = cache.key('acme', { id: 'a' });
    const gate = new Gate<string>();
    const readings = Promise.all(Array.from({ length: 50 }, () => cache.get(key, gate.load)));
    await layer.time.settle();
    gate.open('true');
    const outcomes = await layer.time.until(readings);
    expect(outcomes).toMatchObject(
      outcomes.map(() => ({ source: 'bypassed', reason: 'store', value: 'true' })),
    );
    expect(gate.calls).toBe(1);
  });

  for (const [whenStoreDown, reason] of [
    ['degrade', 'degraded'],
    ['refuse', 'store-down'],
  ] as const) {
    it(`says ${whenStoreDown} answers ${reason}, also for many keys, and asks nobody`, async () => {
      const category = aChangeableCategory<string>({ whenStoreDown });
      const layer = new Layer(category);
      const { node, faults } = await faulty(layer);
      faults.inject('killed');
      const cache = node.layer.cache(category);
      const keys = ['a', 'b'].map((id) => cache.key('acme', { id }));
      const nobody = () => Promise.reject(new Error('nobody should have asked'));
      const refused = { outcome: 'refused', reason, retryAfter: expect.any(Number) };
      expect(await layer.time.until(cache.get(keys[0]!, nobody))).toEqual(refused);
      expect(await layer.time.until(cache.getMany(keys, nobody))).toEqual([refused, refused]);
    });
  }

  it('is asked for many keys loads them all at once', async () => {
    const category = aCategory<number>();
    const layer = new Layer(category);
    const { node, faults } = await faulty(layer);
    const cache = node.layer.cache(category);
    const keys = Array.from({ length: 30 }, (_, id) => cache.key('acme', { version: 1, id: String(id) }));
    const asked: number[] = [];
    faults.inject('killed');
    const readings = await layer.time.until(
      cache.getMany(keys, async (missing) => {
        asked.push(missing.length);
        return missing.map((_, at) => at);
      }),
    );
    expect(asked).toEqual([30]);
    expect(readings.map((reading) => reading.outcome === 'found' && reading.source)).toEqual(
      keys.map(() => 'bypassed'),
    );
  });

  it('is asked for the same keys by many at once loads them once, and stops when the last of them has gone', async () => {
    const category = aCategory<number>();
    const layer = new Layer(category);
    const { node, faults } = await faulty(layer);
    faults.inject('killed');
    const cache = node.layer.cache(category);
    const keys = ['a', 'b'].map((id) => cache.key('acme', { version: 1, id }));
    const signals: AbortSignal[] = [];
    const load = (_: unknown, { signal }: { readonly signal: AbortSignal }) => {
      signals.push(signal);
      return new Promise<number[]>(() => {});
    };
    const caller = new AbortController();
    const settled = Promise.allSettled(
      Array.from({ length: 20 }, () => cache.getMany(keys, load, { signal: caller.signal })),
    );
    await layer.time.settle();
    expect(signals.length).toBe(1);
    caller.abort(new Error('gone'));
    await layer.time.until(settled);
    expect(signals[0]?.aborted).toBe(true);
  });

  it('is frozen costs no caller more than its budget, who waits behind another neither', async () => {
    const category = aChangeableCategory<string>();
    const layer = new Layer(category);
    const { node, faults } = await faulty(layer);
    faults.inject('hanging');
    const cache = node.layer.cache(category);
    const key = cache.key('acme', { id: 'a' });
    const waited: number[] = [];
    const read = async () => {
      const began = layer.time.clock.monotonic();
      await cache.get(key, async () => 'true');
      waited.push(layer.time.clock.monotonic() - began);
    };
    const all = [read()];
    for (let caller = 0; caller < 5; caller += 1) {
      await layer.time.advance(1);
      all.push(read());
    }
    await layer.time.until(Promise.all(all));
    expect(waited.length).toBe(6);
    expect(Math.max(...waited)).toBeLessThanOrEqual(50);
  });

  it('is frozen while many keys are invalidated costs their readers no more than their budget', async () => {
    const category = aChangeableCategory<string>();
    const layer = new Layer(category);
    const { node, faults } = await faulty(layer);
    faults.inject('hanging');
    const cache = node.layer.cache(category);
    const keys = Array.from({ length: 2_000 }, (_, id) => cache.key('acme', { id: String(id) }));
    const invalidation = node.layer.invalidate(keys);
    await layer.time.settle();
    const began = layer.time.clock.monotonic();
    await layer.time.until(cache.get(keys[0]!, async () => 'true'));
    expect(layer.time.clock.monotonic() - began).toBeLessThanOrEqual(50);
    expect(await layer.time.until(invalidation)).toBe('pending');
  });

  it('is frozen pays for it once: a request’s budget, then nothing', async () => {
    const category = aChangeableCategory<string>();
    const layer = new Layer(category);
    const { node, faults } = await faulty(layer);
    faults.inject('hanging');
    const cache = node.layer.cache(category);
    const costs: number[] = [];
    for (let read = 0; read < 20; read += 1) {
      const start = layer.time.clock.monotonic();
      const key = cache.key('acme', { id: `k-${read}` });
      expect(await layer.time.until(cache.get(key, async () => 'true'))).toMatchObject({ value: 'true' });
      costs.push(layer.time.clock.monotonic() - start);
    }
    expect(Math.max(...costs)).toBeLessThanOrEqual(50);
    expect(costs.slice(-10)).toEqual(Array.from({ length: 10 }, () => 0));
    faults.heal();
    await layer.time.advance(2_000);
    expect(node.layer.health.store).toBe('closed');
  });
});

describe('one tenant that asks for what does not exist', () => {
  it('has a bounded number of absences stored, and answers all the same', async () => {
    const category = aChangeableCategory<string>();
    const layer = new Layer(category);
    const cache = (await layer.node()).layer.cache(category);
    for (let id = 0; id < 1_200; id += 1) {
      const reading = await layer.time.until(
        cache.get(cache.key('acme', { id: `none-${id}` }), async () => absent),
      );
      expect(reading.outcome).toBe('absent');
    }
    expect(layer.engine.stats().entries).toBe(1_000);
    await layer.time.until(cache.get(cache.key('globex', { id: 'none' }), async () => absent));
    expect(layer.engine.stats().entries).toBe(1_001);
  });
});
