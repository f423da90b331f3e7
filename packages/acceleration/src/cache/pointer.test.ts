import { describe, expect, it } from 'vitest';
import { aCategory, aPointerCategory } from '../testing/category-builders.ts';
import { Layer } from './fixtures/layer.ts';

describe('a pointer', () => {
  it('is never answered by less than the version asked for', async () => {
    const category = aPointerCategory();
    const layer = new Layer(category);
    const node = await layer.node();
    const cache = node.layer.cache(category);
    const key = cache.key('acme', {});
    await layer.time.until(cache.get(key, async () => ({ version: 42 })));
    const newer = await layer.time.until(cache.get(key, async () => ({ version: 43 }), { minVersion: 43 }));
    expect(newer).toMatchObject({
      outcome: 'found',
      value: { version: 43 },
      version: '43',
      reason: 'min-version',
    });
    const beyond = await layer.time.until(cache.get(key, async () => ({ version: 43 }), { minVersion: 44 }));
    expect(beyond).toMatchObject({ outcome: 'refused', reason: 'version-not-published' });
  });

  it('only moves forward in the store', async () => {
    const category = aPointerCategory();
    const layer = new Layer(category);
    const [one, two] = [await layer.node(), await layer.node()];
    const key = one.layer.cache(category).key('acme', {});
    await layer.time.until(one.layer.cache(category).get(key, async () => ({ version: 43 })));
    // A lagging replica answers the second node, which has been told to look for itself.
    await layer.time.until(
      two.layer.cache(category).get(key, async () => ({ version: 42 }), { minVersion: 44 }),
    );
    const again = await layer.time.until(two.layer.cache(category).get(key, async () => ({ version: 1 })));
    expect(again).toMatchObject({ value: { version: 43 } });
  });

  it('is the only thing a least version can be asked of', async () => {
    const category = aCategory();
    const layer = new Layer(category);
    const cache = (await layer.node()).layer.cache(category);
    const key = cache.key('acme', { version: 42, id: 'a' });
    const load = async () => ({ id: 'a', name: 'A' });
    await expect(cache.get(key, load, { minVersion: 42 })).rejects.toMatchObject({
      code: 'CACHE_VERSION_UNKNOWN',
    });
    await expect(cache.getBytes(key, load, { minVersion: 42 })).rejects.toMatchObject({
      code: 'CACHE_VERSION_UNKNOWN',
    });
  });
});
