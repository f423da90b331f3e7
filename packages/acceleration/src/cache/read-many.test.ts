import { describe, expect, it } from 'vitest';
import { aCategory } from '../testing/category-builders.ts';
import { Gate } from './fixtures/gate.ts';
import { Layer } from './fixtures/layer.ts';
import { absent } from './loader.ts';

describe('many keys at once', () => {
  const keysOf = (
    cache: { key(tenant: string, parts: { version: number; id: string }): any },
    count: number,
  ) => Array.from({ length: count }, (_, index) => cache.key('acme', { version: 1, id: `o-${index}` }));

  it('cost one load for all that the store does not have', async () => {
    const category = aCategory<number>();
    const layer = new Layer(category);
    const node = await layer.node();
    const cache = node.layer.cache(category);
    const keys = keysOf(cache, 20);
    await layer.time.until(cache.get(keys[3], async () => 3));
    const asked: number[] = [];
    const readings = await layer.time.until(
      cache.getMany(keys, async (missing) => {
        asked.push(missing.length);
        return missing.map((key) => Number(key.data.split('-').at(-1)));
      }),
    );
    expect(readings.map((reading) => (reading.outcome === 'found' ? reading.value : undefined))).toEqual(
      Array.from({ length: 20 }, (_, index) => index),
    );
    expect(asked).toEqual([19]);
    expect(await cache.get(keys[7], async () => -1)).toMatchObject({ source: 'l1', value: 7 });
  });

  it('are answered in the order asked, repeats and absences too', async () => {
    const category = aCategory<number>();
    const layer = new Layer(category);
    const cache = (await layer.node()).layer.cache(category);
    const [a, b] = keysOf(cache, 2);
    const readings = await layer.time.until(
      cache.getMany([b, a, b], async (keys) => keys.map((key) => (key === a ? absent : 1))),
    );
    expect(readings).toMatchObject([{ value: 1 }, { outcome: 'absent' }, { value: 1 }]);
    expect(await cache.getMany([], async () => [])).toEqual([]);
  });

  it('load the own ones before they wait for another node', async () => {
    const category = aCategory<number>();
    const layer = new Layer(category);
    const [one, two] = [await layer.node(), await layer.node()];
    const cache = two.layer.cache(category);
    const [a, b] = keysOf(cache, 2);
    const gate = new Gate<number>();
    const other = one.layer.cache(category).get(a, gate.load);
    await layer.time.settle();
    const asked: (readonly unknown[])[] = [];
    const readings = cache.getMany([a, b], async (keys) => {
      asked.push(keys);
      return keys.map(() => 2);
    });
    await layer.time.settle();
    expect(asked).toEqual([[b]]);
    gate.open(1);
    expect(await layer.time.until(Promise.all([other, readings]))).toMatchObject([
      { value: 1 },
      [{ value: 1 }, { value: 2 }],
    ]);
  });

  it('are counted once each as misses, also those that another node is loading', async () => {
    const category = aCategory<number>();
    const layer = new Layer(category);
    const [one, two] = [await layer.node(), await layer.node()];
    const cache = two.layer.cache(category);
    const [a, b] = keysOf(cache, 2);
    const gate = new Gate<number>();
    const other = one.layer.cache(category).get(a, gate.load);
    await layer.time.settle();
    const readings = cache.getMany([a, b], async (keys) => keys.map(() => 2));
    await layer.time.settle();
    gate.open(1);
    await layer.time.until(Promise.all([other, readings]));
    const { metrics } = two.telemetry.snapshot();
    expect(metrics.find(({ definition }) => definition.name === 'redis_cache_miss_total')).toMatchObject({
      samples: [{ labels: { cache_name: category.name }, value: 2 }],
    });
  });

  it('are loaded in portions when there are very many, and all of them are kept', async () => {
    const category = aCategory<number>();
    const layer = new Layer(category);
    const cache = (await layer.node()).layer.cache(category);
    const keys = keysOf(cache, 1_000);
    const asked: number[] = [];
    const load = async (missing: readonly unknown[]) => {
      asked.push(missing.length);
      return missing.map(() => 1);
    };
    await layer.time.until(cache.getMany(keys, load));
    expect(asked).toEqual([250, 250, 250, 250]);
    const again = await layer.time.until(cache.getMany(keys, load));
    expect(new Set(again.map((reading) => reading.outcome === 'found' && reading.source))).toEqual(
      new Set(['l1']),
    );
  });

  it('fail together when the loader fails', async () => {
    const category = aCategory<number>();
    const layer = new Layer(category);
    const cache = (await layer.node()).layer.cache(category);
    const keys = keysOf(cache, 3);
    const readings = cache.getMany(keys, () => Promise.reject(new Error('no database')));
    readings.catch(() => {});
    await layer.time.settle();
    await expect(readings).rejects.toThrow('no database');
    expect(await layer.time.until(cache.getMany(keys, async () => [1, 2, 3]))).toMatchObject([
      { value: 1 },
      { value: 2 },
      { value: 3 },
    ]);
  });
});

describe('a caller who goes away', () => {
  it('ends the load of many keys when nobody else waits for one of them', async () => {
    const category = aCategory<number>();
    const layer = new Layer(category);
    const cache = (await layer.node()).layer.cache(category);
    const keys = ['a', 'b'].map((id) => cache.key('acme', { version: 1, id }));
    const signals: AbortSignal[] = [];
    const load = (_: unknown, { signal }: { readonly signal: AbortSignal }) => {
      signals.push(signal);
      return new Promise<number[]>(() => {});
    };
    const caller = new AbortController();
    const many = cache.getMany(keys, load, { signal: caller.signal });
    await layer.time.settle();
    const single = cache.get(keys[1]!, async () => 7);
    await layer.time.settle();
    caller.abort(new Error('gone'));
    await expect(many).rejects.toThrow('gone');
    expect(signals[0]?.aborted).toBe(false);
    single.catch(() => {});
    await layer.time.advance(10_000);
    expect(signals[0]?.aborted).toBe(true);
  });
});
