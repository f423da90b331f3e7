import { describe, expect, it } from 'vitest';
import { createStoreBudget } from '../guard/store-budget.ts';
import { aChangeableCategory } from '../testing/category-builders.ts';
import { faultStores } from '../testing/fault-store/fault-stores.ts';
import { Layer } from './fixtures/layer.ts';

const category = aChangeableCategory<string>({ whenStoreDown: 'refuse' });

/** A node without memory, before a store that takes `latency` milliseconds for every operation. */
async function slowStore(latency: number) {
  const layer = new Layer(category);
  const near = await layer.node();
  let faults!: ReturnType<typeof faultStores>;
  const { layer: node } = await layer.node({ localBytes: 1 }, (stores) => {
    faults = faultStores(stores, { seed: 1, clock: layer.time.clock, timers: layer.time.timers });
    return faults;
  });
  const cache = node.cache(category);
  const key = cache.key('acme', { id: 'a' });
  await layer.time.until(near.layer.cache(category).get(key, async () => 'stored'));
  faults.inject('slow', { from: latency, to: latency });
  const newBudget = (ms: number) => createStoreBudget(layer.time.clock, ms);
  return { time: layer.time, node, cache, key, newBudget };
}

const nobody = () => Promise.reject(new Error('nobody should have asked'));

describe('callers who wait for each other’s reads of a slow store', () => {
  it('do not make it look broken: the read has the time of a read', async () => {
    const { time, node, cache, key } = await slowStore(30);
    const settled: Promise<unknown>[] = [];
    for (let read = 0; read < 300; read += 1) {
      settled.push(cache.get(key, nobody));
      await time.advance(1);
    }
    await time.until(Promise.all(settled));
    expect(node.health.store).toBe('closed');
  });

  it('do not suffer from one among them who has little time', async () => {
    const { time, cache, key, newBudget } = await slowStore(10);
    const first = cache.get(key, nobody);
    await time.advance(1);
    const hurried = cache.get(key, nobody, { budget: newBudget(8) });
    const patient = Promise.all(Array.from({ length: 20 }, () => cache.get(key, nobody)));
    expect(await time.until(hurried)).toMatchObject({ outcome: 'refused', reason: 'store-down' });
    const readings = [await time.until(first), ...(await time.until(patient))];
    expect(readings).toMatchObject(readings.map(() => ({ source: 'l2', value: 'stored' })));
  });

  it('do not suffer when it was the one with little time who began', async () => {
    const { time, cache, key, newBudget } = await slowStore(10);
    const hurried = cache.get(key, nobody, { budget: newBudget(8) });
    const patient = Promise.all(Array.from({ length: 20 }, () => cache.get(key, nobody)));
    expect(await time.until(hurried)).toMatchObject({ outcome: 'refused', reason: 'store-down' });
    const readings = await time.until(patient);
    expect(readings).toMatchObject(readings.map(() => ({ source: 'l2', value: 'stored' })));
  });

  it('are bounded by their own time also when they share a read that has not been sent', async () => {
    const { time, cache, key, newBudget } = await slowStore(30);
    const began = time.clock.monotonic();
    const patient = cache.get(key, nobody);
    await time.until(cache.get(key, nobody, { budget: newBudget(5) }));
    expect(time.clock.monotonic() - began).toBeLessThanOrEqual(6);
    expect(await time.until(patient)).toMatchObject({ source: 'l2' });
  });
});
