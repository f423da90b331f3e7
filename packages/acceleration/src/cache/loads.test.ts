import { describe, expect, it } from 'vitest';
import { aChangeableCategory, type SampleDocument } from '../testing/category-builders.ts';
import { Gate } from './fixtures/gate.ts';
import { Layer } from './fixtures/layer.ts';
import { cup, oneNode } from './fixtures/one-node.ts';

describe('a bad loader', () => {
  it('that hangs is given up in time, and its signal aborts', async () => {
    const { cache, key, time } = await oneNode(aChangeableCategory({ loading: { timeout: 1_000 } }));
    const gate = new Gate<SampleDocument>();
    const reading = cache.get(key, gate.load);
    reading.catch(() => {});
    await time.advance(1_000);
    await expect(reading).rejects.toMatchObject({ code: 'CACHE_LOAD_TIMEOUT' });
    expect(gate.signals[0]?.aborted).toBe(true);
    expect(await time.until(cache.get(key, async () => cup))).toMatchObject({ value: cup });
  });

  it('that returns undefined is told so', async () => {
    const { cache, key, time } = await oneNode();
    const reading = cache.get(key, async () => undefined as never);
    reading.catch(() => {});
    await time.settle();
    await expect(reading).rejects.toMatchObject({ code: 'CACHE_LOADER_RETURNED_NOTHING' });
  });

  it('that throws before it returns a promise has failed like any other', async () => {
    const { cache, key, time } = await oneNode();
    const reading = cache.get(key, () => {
      throw new Error('at once');
    });
    reading.catch(() => {});
    await time.settle();
    await expect(reading).rejects.toThrow('at once');
  });

  it('whose value has no bytes is answered and not stored', async () => {
    const { cache, key, time, engine } = await oneNode(aChangeableCategory<any>());
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const reading = await time.until(cache.get(key, async () => cyclic));
    expect(reading).toMatchObject({ outcome: 'found', source: 'loaded' });
    expect(engine.stats().entries).toBe(0);
    expect(cache.peek(key)).toBeUndefined();
  });

  it('whose value is too large is answered and not stored', async () => {
    const { cache, key, time, engine } = await oneNode(aChangeableCategory<any>());
    const huge = { text: 'x'.repeat(50_000_000) };
    const reading = await time.until(cache.get(key, async () => huge));
    expect(reading.outcome).toBe('found');
    expect(engine.stats().entries).toBe(0);
    expect(cache.peek(key)).toBeUndefined();
  });
});

describe('a load', () => {
  it('ends when the layer closes', async () => {
    const { cache, key, time, node } = await oneNode();
    const gate = new Gate<SampleDocument>();
    const reading = cache.get(key, gate.load);
    reading.catch(() => {});
    await time.settle();
    await time.until(node.layer.close());
    await expect(reading).rejects.toMatchObject({ code: 'CACHE_CLOSED' });
    expect(gate.signals[0]?.aborted).toBe(true);
  });

  it('waits for a place when the category is loading as much as it may', async () => {
    const category = aChangeableCategory({ loading: { concurrency: 2 } });
    const layer = new Layer(category);
    const cache = (await layer.node()).layer.cache(category);
    const gate = new Gate<SampleDocument>();
    const keys = ['a', 'b', 'c'].map((id) => cache.key('acme', { id }));
    const readings = Promise.all(keys.map((key) => cache.get(key, gate.load)));
    await layer.time.settle();
    expect(gate.calls).toBe(2);
    for (const _ of keys) {
      gate.open(cup);
      await layer.time.settle();
    }
    expect(await layer.time.until(readings)).toMatchObject(keys.map(() => ({ value: cup })));
    expect(gate.calls).toBe(3);
  });

  it('that waits for a place when the layer closes never begins', async () => {
    const category = aChangeableCategory({ loading: { concurrency: 1 } });
    const layer = new Layer(category);
    const { layer: node } = await layer.node();
    const cache = node.cache(category);
    const gate = new Gate<SampleDocument>();
    const readings = ['a', 'b'].map((id) => cache.get(cache.key('acme', { id }), gate.load));
    const settled = Promise.allSettled(readings);
    await layer.time.settle();
    await layer.time.until(node.close());
    const closed = { status: 'rejected', reason: expect.objectContaining({ code: 'CACHE_CLOSED' }) };
    expect(await layer.time.until(settled)).toEqual([closed, closed]);
    expect(gate.calls).toBe(1);
  });

  it('does not begin after the layer was closed, and an invalidation stays pending', async () => {
    const { cache, key, time, node } = await oneNode();
    await time.until(node.layer.close());
    const reading = cache.get(key, async () => cup);
    reading.catch(() => {});
    await time.settle();
    await expect(reading).rejects.toMatchObject({ code: 'CACHE_CLOSED' });
    expect(await time.until(node.layer.invalidate([key]))).toBe('pending');
  });
});
