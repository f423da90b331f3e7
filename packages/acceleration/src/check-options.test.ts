import { describe, expect, it } from 'vitest';
import { Layer } from './cache/fixtures/layer.ts';
import { silentTelemetry } from './telemetry/silent-telemetry.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { aChangeableCategory } from './testing/category-builders.ts';

const category = aChangeableCategory<string>();

describe('a layer', () => {
  it.each([
    ['deadline', 0],
    ['deadline', Number.NaN],
    ['deadline', '50'],
    ['trustWindow', 1e9],
    ['trustWindow', Number.NaN],
    ['localBytes', Number.NaN],
    ['generations', {}],
  ])('is not opened with %s %s', async (option, value) => {
    const opening = new Layer(category).node({ [option]: value });
    await expect(opening).rejects.toMatchObject({
      code: 'CACHE_OPTION_INVALID',
      message: expect.stringContaining(option),
    });
  });

  it('is not opened over stores that speak for another namespace', async () => {
    const opening = new Layer(category).node({}, (stores) => ({ ...stores, speaksFor: 'prod.other.1' }));
    await expect(opening).rejects.toMatchObject({ code: 'CACHE_OPTION_INVALID' });
  });

  it.each([
    [
      'that throws',
      new Proxy(silentTelemetry, {
        get: () => () => {
          throw new Error('no disk');
        },
      }),
    ],
    ['that lacks everything', {} as Telemetry],
  ])('answers with telemetry %s', async (_, telemetry) => {
    const layer = new Layer(category);
    const { layer: node } = await layer.node({ telemetry });
    const cache = node.cache(category);
    const key = cache.key('acme', { id: 'a' });
    expect(await layer.time.until(cache.get(key, async () => 'true'))).toMatchObject({ value: 'true' });
    expect(await layer.time.until(node.invalidate([key]))).toBe('acknowledged');
  });

  it('stores nothing before it knows the time of its store', async () => {
    const layer = new Layer(category);
    const late = { on: true };
    const { layer: node } = await layer.node({}, (stores) => ({
      ...stores,
      entries: {
        ...stores.entries,
        time: () => (late.on ? Promise.reject(new Error('not connected')) : stores.entries.time()),
      },
    }));
    const cache = node.cache(category);
    const key = cache.key('acme', { id: 'a' });
    expect(await layer.time.until(cache.get(key, async () => 'true'))).toMatchObject({ source: 'bypassed' });
    expect(layer.engine.stats().entries).toBe(0);
    late.on = false;
    await layer.time.advance(3_000);
    expect(await layer.time.until(cache.get(key, async () => 'true'))).toMatchObject({ source: 'loaded' });
  });
});
