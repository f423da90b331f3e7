import { describe, expect, it } from 'vitest';
import { Layer } from '../cache/fixtures/layer.ts';
import { cup } from '../cache/fixtures/one-node.ts';
import type { Tuning, TuningSource } from '../ports/index.ts';
import { aChangeableCategory } from '../testing/category-builders.ts';

const minute = 60_000;
const category = aChangeableCategory({
  ttl: { fresh: 10 * minute, max: 15 * minute, jitter: 0 },
  whenStale: 'never',
  shadowRate: 0.000_001,
});

async function twoNodes() {
  const layer = new Layer(category);
  let rows: readonly Tuning[] = [];
  const tunings: TuningSource = { read: async () => rows };
  const nodes = [await layer.node({ tunings }), await layer.node({ tunings })] as const;
  const caches = nodes.map((node) => node.layer.cache(category));
  const { time } = layer;
  return {
    time,
    nodes,
    tune(over: Partial<Tuning>) {
      rows = [{ category: category.name, tenant: 'acme', until: time.clock.now() + 60 * minute, ...over }];
    },
    async sourceOn(node: 0 | 1, tenant = 'acme') {
      const cache = caches[node] as (typeof caches)[number];
      const reading = await time.until(cache.get(cache.key(tenant, { id: 'cup' }), async () => cup));
      return 'source' in reading ? reading.source : reading.outcome;
    },
  };
}

describe('a tuned category', () => {
  it('has copies that grow old sooner, on every node within five seconds, for the one tenant', async () => {
    const { time, tune, sourceOn } = await twoNodes();
    tune({ fresh: 2 * minute });
    await time.advance(5_000);
    for (const tenant of ['acme', 'globex']) expect(await sourceOn(1, tenant)).toBe('loaded');
    await time.advance(2 * minute);
    expect(await sourceOn(0)).toBe('loaded');
    expect(await sourceOn(0, 'globex')).toBe('l2');
  });

  it('leaves copies that are there the life they were given', async () => {
    const { time, tune, sourceOn } = await twoNodes();
    expect(await sourceOn(0)).toBe('loaded');
    tune({ fresh: 2 * minute });
    await time.advance(9 * minute);
    expect(await sourceOn(0)).toBe('l1');
  });

  it('is as declared again when the time is over', async () => {
    const { time, tune, sourceOn } = await twoNodes();
    tune({ fresh: 2 * minute, until: time.clock.now() + minute });
    await time.advance(2 * minute);
    expect(await sourceOn(0)).toBe('loaded');
    await time.advance(9 * minute);
    expect(await sourceOn(0)).toBe('l1');
  });

  it('is tuned at once on the node that is told to look', async () => {
    const { time, nodes, tune, sourceOn } = await twoNodes();
    tune({ fresh: minute });
    await time.until(nodes[0].layer.refreshTunings());
    expect(await sourceOn(0)).toBe('loaded');
    await time.advance(minute);
    expect(await sourceOn(0)).toBe('loaded');
  });

  it('has as many of its hits verified as it is told', async () => {
    const { time, nodes, tune, sourceOn } = await twoNodes();
    const verified = () =>
      nodes[0].telemetry
        .snapshot()
        .metrics.filter(({ definition }) => definition.name.includes('shadow'))
        .flatMap(({ samples }) => samples)
        .reduce((total, { value }) => total + value, 0);
    await sourceOn(0);
    for (let hit = 0; hit < 5; hit += 1) await sourceOn(0);
    expect(verified()).toBe(0);
    tune({ shadowRate: 1 });
    await time.until(nodes[0].layer.refreshTunings());
    for (let hit = 0; hit < 5; hit += 1) await sourceOn(0);
    await time.advance(1_000);
    expect(verified()).toBeGreaterThan(0);
  });
});
