import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aCategory } from '../testing/category-builders.ts';
import { Layer } from './fixtures/layer.ts';

const category = aCategory<{ readonly text: string }>();

describe('the memory of a node', () => {
  it('never holds more bytes than it was given, whatever is read', async () => {
    const layer = new Layer(category);
    const { layer: node } = await layer.node({ localBytes: 100_000 });
    const cache = node.cache(category);
    await fc.assert(
      fc.asyncProperty(fc.nat(200), fc.nat(30_000), async (id, length) => {
        const key = cache.key('acme', { version: length, id: String(id) });
        await layer.time.until(cache.get(key, async () => ({ text: 'x'.repeat(length) })));
        expect(node.health.local.bytes).toBeLessThanOrEqual(100_000);
      }),
    );
    expect(node.health.local.entries).toBeGreaterThan(0);
  });

  it('forgets what was used longest ago', async () => {
    const layer = new Layer(category);
    const { layer: node } = await layer.node({ localBytes: 50_000 });
    const cache = node.cache(category);
    const keys = Array.from({ length: 20 }, (_, index) =>
      cache.key('acme', { version: 1, id: `k-${index}` }),
    );
    for (const key of keys) {
      await layer.time.until(cache.get(key, async () => ({ text: 'x'.repeat(2_000) })));
      await cache.get(keys[0]!, async () => ({ text: '' }));
    }
    expect(cache.peek(keys[0]!)).toBeDefined();
    expect(cache.peek(keys[1]!)).toBeUndefined();
    expect(cache.peek(keys.at(-1)!)).toBeDefined();
  });

  it('stays usable for versioned values while nothing is heard of the bus', async () => {
    const layer = new Layer(category);
    const { layer: node } = await layer.node();
    const cache = node.cache(category);
    const key = cache.key('acme', { version: 1, id: 'a' });
    await layer.time.until(cache.get(key, async () => ({ text: 'fixed' })));
    layer.time.clock.advance(60_000);
    expect(node.health.busTrusted).toBe(false);
    expect(cache.peek(key)).toEqual({ text: 'fixed' });
  });
});
