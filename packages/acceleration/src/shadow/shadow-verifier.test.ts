import { describe, expect, it } from 'vitest';
import { Layer } from '../cache/fixtures/layer.ts';
import type { Load } from '../cache/loader.ts';
import type { GenerationRow, GenerationSource, PurgeScope } from '../ports/index.ts';
import { aChangeableCategory } from '../testing/category-builders.ts';

const category = aChangeableCategory<{ readonly name: string }>({ shadowRate: 1 });

async function watched() {
  const layer = new Layer(category);
  const imposed: PurgeScope[] = [];
  let rows: readonly GenerationRow[] = [];
  const source: GenerationSource = { read: async () => ({ watermark: rows.length, rows }) };
  const node = await layer.node({
    generations: source,
    quarantine: async (scope) => {
      imposed.push(scope);
      rows = [{ scope, generation: 1, quarantined: true }];
      return rows[0] as GenerationRow;
    },
  });
  const cache = node.layer.cache(category);
  const key = cache.key('acme', { id: 'a' });
  return { layer, time: layer.time, node, cache, key, imposed };
}

describe('shadow verification', () => {
  it('says nothing of hits that agree with the truth, whatever the order of their members', async () => {
    const { time, cache, key, imposed } = await watched();
    await time.until(cache.get(key, async () => ({ name: 'Cup', size: 1 })));
    for (let hit = 0; hit < 10; hit += 1) {
      await cache.get(key, async () => ({ size: 1, name: 'Cup' }));
      await time.advance(10_000);
    }
    expect(imposed).toEqual([]);
  });

  it('tells the loader that it verifies, so that it asks no copies; a load for somebody who waits does not', async () => {
    const { time, cache, key } = await watched();
    const told: (true | undefined)[] = [];
    const load: Load<{ readonly name: string }> = async (_key, { verifies }) => {
      told.push(verifies);
      return { name: told.length === 1 ? 'wrong' : 'right' };
    };
    await time.until(cache.get(key, load));
    await cache.get(key, load);
    await time.advance(6_000);
    expect(told).toEqual([undefined, true, true]);
  });

  it('takes a category of a tenant out of use after confirmed divergences, and reads go to the truth', async () => {
    const { time, cache, key, imposed } = await watched();
    await time.until(cache.get(key, async () => ({ name: 'wrong' })));
    for (let hit = 0; hit < 3; hit += 1) {
      await time.until(cache.get(key, async () => ({ name: 'right' })));
      await time.advance(6_000);
    }
    expect(imposed).toEqual([{ category: 'tenancy.config', tenant: 'acme' }]);
    const reading = await time.until(cache.get(key, async () => ({ name: 'right' })));
    expect(reading).toMatchObject({ source: 'bypassed', reason: 'quarantined', value: { name: 'right' } });
    const other = cache.key('globex', { id: 'a' });
    await time.until(cache.get(other, async () => ({ name: 'theirs' })));
    expect(await cache.get(other, async () => ({ name: 'theirs' }))).toMatchObject({ source: 'l1' });
  });

  it('forgives a difference that an invalidation ends', async () => {
    const { time, node, cache, key, imposed } = await watched();
    for (let round = 0; round < 5; round += 1) {
      await time.until(cache.get(key, async () => ({ name: `old ${round}` })));
      await cache.get(key, async () => ({ name: `new ${round}` }));
      await time.advance(1_000);
      await time.until(node.layer.invalidate([key]));
      await time.advance(10_000);
    }
    expect(imposed).toEqual([]);
  });
});
