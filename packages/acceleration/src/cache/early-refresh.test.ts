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

  it('is not asked for again by every reader when the truth is down', async () => {
    const category = aChangeableCategory<number>({
      ttl: { fresh: 60 * second, max: 300 * second, jitter: 0 },
      whenStale: { serveFor: 60 * second },
      loading: { early: true },
    });
    const layer = new Layer(category);
    const cache = (await layer.node()).layer.cache(category);
    const key = cache.key('acme', { id: 'a' });
    await layer.time.until(cache.get(key, async () => 1));
    await layer.time.advance(60 * second);
    let loads = 0;
    const failing = () => {
      loads += 1;
      return Promise.reject(new Error('no database'));
    };
    for (let tick = 0; tick < 500; tick += 1) {
      expect(await layer.time.until(cache.get(key, failing))).toMatchObject({ source: 'stale', value: 1 });
      await layer.time.advance(10);
    }
    expect(loads).toBeGreaterThan(0);
    expect(loads).toBeLessThanOrEqual(5);
  });

  it('is refreshed also where it is read among many', async () => {
    const category = aChangeableCategory<number>({
      ttl: { fresh: 60 * second, max: 300 * second, jitter: 0 },
      whenStale: 'never',
      loading: { early: true },
    });
    const layer = new Layer(category);
    const cache = (await layer.node()).layer.cache(category);
    const key = cache.key('acme', { id: 'a' });
    let loads = 0;
    const load = async () => {
      loads += 1;
      await new Promise<void>((resolve) => layer.time.timers.after(5 * second, resolve));
      return [loads];
    };
    await layer.time.until(cache.getMany([key], load));
    const waits: number[] = [];
    for (let tick = 0; tick < 590; tick += 1) {
      await layer.time.advance(100);
      const began = layer.time.clock.monotonic();
      await layer.time.until(cache.getMany([key], load));
      waits.push(layer.time.clock.monotonic() - began);
    }
    expect(loads).toBeGreaterThan(1);
    expect(Math.max(...waits)).toBe(0);
  });
});
