import { describe, expect, it } from 'vitest';
import { MemoryEngine, memoryStores } from '../adapters/memory/index.ts';
import { createAcceleration } from '../create-acceleration.ts';
import { createRegistry } from '../registry/registry.ts';
import { aCategory, sampleNamespace } from '../testing/category-builders.ts';
import { unhurried } from '../testing/unhurried.ts';
import { explainContract } from './fixtures/explain-contract.ts';
import { explainedNode } from './fixtures/explained-node.ts';

const open = async () => ({
  stores: memoryStores({ engine: new MemoryEngine() }),
  namespace: sampleNamespace,
});

explainContract('the in-process store', open);

describe('an explanation', () => {
  it('takes a key with its namespace or without, and says what is wrong with other texts', async () => {
    const { cache, layer } = await explainedNode(open, aCategory());
    const { data } = cache.key('acme', { version: 42, id: 'cup' });
    for (const text of [data, data.slice(data.indexOf(':') + 1)])
      expect(await layer.explain(text)).toMatchObject({ key: { parts: { id: 'cup' } } });
    expect(await layer.explain('cpq:catalog')).toBe('malformed');
    expect(await layer.explain('cpq:catalog:acme:other:v1:a')).toBe('unknown-category');
    expect(await layer.explain(data.replace('test.', 'prod.'))).toBe('foreign-namespace');
    // Alone it is short enough for a key; with this namespace before it, it is not.
    const head = 'cpq:catalog:acme:offering:v42:';
    const id = encodeURIComponent('é'.repeat(164)) + 'x'.repeat(1_017 - 164 * 6 - head.length);
    expect(await layer.explain(head + id)).toBe('malformed');
  });

  it('has no origin where nobody can tell it', async () => {
    const { cache, layer } = await explainedNode(open, aCategory());
    const key = cache.key('acme', { version: 42, id: 'cup' });
    await cache.get(key, async () => ({ id: 'cup', name: 'Cup' }));
    const failing = () => {
      throw new Error('of an older shape');
    };
    expect(await layer.explain(key.data, failing)).toMatchObject({ store: { state: 'copy' }, origin: null });
    expect(await layer.explain(key.data)).toMatchObject({ origin: null });
  });

  it('tells the origin of what is in memory alone', async () => {
    const { cache, layer, stores } = await explainedNode(open, aCategory());
    const key = cache.key('acme', { version: 42, id: 'cup' });
    await cache.get(key, async () => ({ id: 'cup', name: 'Cup' }));
    await stores.entries.evict(key);
    expect(await layer.explain(key.data, (_, value) => value)).toMatchObject({
      store: { state: 'nothing' },
      memory: { held: true, believed: true },
      origin: { id: 'cup', name: 'Cup' },
    });
  });

  it('says that nobody is answered from the store before its time is known', async () => {
    const category = aCategory();
    const engine = new MemoryEngine();
    const shared = async () => ({ ...(await open()), stores: memoryStores({ engine }) });
    const { cache } = await explainedNode(shared, category);
    const key = cache.key('acme', { version: 42, id: 'cup' });
    await cache.get(key, async () => ({ id: 'cup', name: 'Cup' }));
    const stores = memoryStores({ engine });
    const time = Promise.withResolvers<number>();
    const beginning = createAcceleration({
      namespace: sampleNamespace,
      registry: createRegistry([category]),
      stores: { ...stores, entries: { ...stores.entries, time: () => time.promise } },
      ...unhurried,
    });
    expect(await beginning.explain(key.data)).toMatchObject({
      store: { state: 'refused', reason: 'clock-unknown' },
    });
    time.resolve(await stores.entries.time());
    await beginning.ready();
    expect(await beginning.explain(key.data)).toMatchObject({ store: { state: 'copy' } });
    await beginning.close();
    await stores.close();
  });

  it('can be asked for after the end, and knows nothing then', async () => {
    const { cache, layer } = await explainedNode(open, aCategory());
    const key = cache.key('acme', { version: 42, id: 'cup' });
    await layer.close();
    expect(await layer.explain(key.data)).toMatchObject({ store: { state: 'unknown' } });
  });
});
