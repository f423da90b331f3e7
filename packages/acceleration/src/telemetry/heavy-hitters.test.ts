import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeavyHitters } from './heavy-hitters.ts';

function fed(capacity: number, keys: readonly string[]): HeavyHitters {
  const hitters = new HeavyHitters(capacity);
  for (const key of keys) hitters.add(key);
  return hitters;
}

describe('the heaviest keys', () => {
  it('are those of a stream that has fewer keys than places, counted exactly', () => {
    expect(fed(8, ['a', 'b', 'a', 'c', 'a', 'b']).top(2)).toEqual([
      { key: 'a', count: 3 },
      { key: 'b', count: 2 },
    ]);
  });

  it('are found among any number of others, their counts never too high and short by at most a bounded share', () => {
    const streams = fc.array(fc.oneof(fc.nat(5), fc.nat(200)), { maxLength: 2_000 });
    fc.assert(
      fc.property(streams, fc.integer({ min: 1, max: 20 }), (stream, capacity) => {
        const keys = stream.map(String);
        const found = new Map(
          fed(capacity, keys)
            .top(capacity)
            .map(({ key, count }) => [key, count]),
        );
        for (const [key, group] of Map.groupBy(keys, (own) => own)) {
          const counted = found.get(key) ?? 0;
          expect(counted).toBeLessThanOrEqual(group.length);
          expect(counted).toBeGreaterThanOrEqual(group.length - keys.length / (capacity + 1));
        }
      }),
    );
  });

  it('stay within their places whatever comes', () => {
    const hitters = fed(
      16,
      Array.from({ length: 50_000 }, (_, at) => `key-${at}`),
    );
    expect(hitters.top(1_000).length).toBeLessThanOrEqual(16);
  });

  it('are about now: what stopped is overtaken long before it has as many', () => {
    const before = Array.from({ length: 100_000 }, () => 'before');
    const now = Array.from({ length: 20_000 }, () => 'now');
    expect(fed(4, [...before, ...now]).top(1)[0]?.key).toBe('now');
  });
});
