import { describe, expect, it } from 'vitest';
import { aCategory } from '../testing/category-builders.ts';
import { Layer } from './fixtures/layer.ts';
import { cup } from './fixtures/one-node.ts';

const category = aCategory();

async function emptiedStore() {
  const layer = new Layer(category);
  const { layer: node } = await layer.node();
  const cache = node.cache(category);
  const { time } = layer;
  const keys = ['cup', 'mug'].map((id) => cache.key('acme', { version: 1, id }));
  const load = async () => cup;
  for (const key of keys) await time.until(cache.get(key, load));
  layer.engine.entries.clear();
  const stored = async () => {
    const copies = await time.until(Promise.all(keys.map((key) => cache.stored(key))));
    return copies.map(({ outcome }) => outcome);
  };
  return { time, cache, keys: keys as [(typeof keys)[0], (typeof keys)[0]], load, stored };
}

describe('a read past memory', () => {
  it('fills a store that was emptied, which a usual read leaves empty', async () => {
    const { time, cache, keys, load, stored } = await emptiedStore();
    expect(await time.until(cache.get(keys[0], load))).toMatchObject({ source: 'l1' });
    expect(await stored()).toEqual(['nothing', 'nothing']);
    const past = await time.until(cache.get(keys[0], load, { pastMemory: true }));
    expect(past).toMatchObject({ source: 'loaded' });
    expect(await stored()).toEqual(['copy', 'nothing']);
  });

  it('does so for bytes and for many keys at once', async () => {
    const { time, cache, keys, load, stored } = await emptiedStore();
    await time.until(cache.getBytes(keys[0], load, { pastMemory: true }));
    expect(await stored()).toEqual(['copy', 'nothing']);
    const both = await time.until(
      cache.getMany(keys, async (missing) => missing.map(() => cup), { pastMemory: true }),
    );
    expect(both.map((reading) => 'source' in reading && reading.source)).toEqual(['l2', 'loaded']);
    expect(await stored()).toEqual(['copy', 'copy']);
  });
});
