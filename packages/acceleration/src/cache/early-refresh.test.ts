import { describe, expect, it } from 'vitest';
import { aChangeableCategory } from '../testing/category-builders.ts';
import { Layer } from './fixtures/layer.ts';

const second = 1_000;

describe('an expensive value that is refreshed early', () => {
  for (const [where, localBytes] of [
    ['memory', 1_000_000],
    ['the store', 1],
  ] as const) {
    it(`is loaded again before it grows stale, while its readers go on reading from ${where}`, async () => {
      const category = aChangeableCategory<number>({
        ttl: { fresh: 60 * second, max: 300 * second, jitter: 0 },
        loading: { early: true },
      });
      const layer = new Layer(category);
      const cache = (await layer.node({ localBytes })).layer.cache(category);
      const key = cache.key('acme', { id: 'a' });
      let loads = 0;
      const load = async () => {
        loads += 1;
        await new Promise<void>((resolve) => layer.time.timers.after(5 * second, resolve));
        return loads;
      };
      await layer.time.until(cache.get(key, load));
      const waits: number[] = [];
      for (let tick = 0; tick < 590; tick += 1) {
        await layer.time.advance(100);
        const began = layer.time.clock.monotonic();
        await layer.time.until(cache.get(key, load));
        waits.push(layer.time.clock.monotonic() - began);
      }
      expect(loads).toBeGreaterThan(1);
      expect(Math.max(...waits)).toBe(0);
    });
  }
});
