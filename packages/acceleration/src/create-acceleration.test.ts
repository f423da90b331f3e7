import { describe, expect, it } from 'vitest';
import { Layer } from './cache/fixtures/layer.ts';
import { jsonCodec } from './registry/codecs.ts';
import { aChangeableCategory } from './testing/category-builders.ts';

const subject = (name: string) => ({ system: 'ops', service: 'jobs', tenant: 'acme', parts: [name] });

describe('what coordinates through a layer’s store', () => {
  it('runs on one node at a time, counts over all nodes, and is handed over once', async () => {
    const layer = new Layer(aChangeableCategory());
    const [one, two] = [(await layer.node()).layer, (await layer.node()).layer];
    const lease = one.coordinationKey(subject('nightly'));
    let finish = () => {};
    const working = one.leases.run(
      lease,
      { ttl: 5_000, name: 'nightly' },
      () => new Promise<void>((end) => (finish = end)),
    );
    await layer.time.settle();
    expect(
      await layer.time.until(two.leases.run(lease, { ttl: 5_000, name: 'nightly' }, async () => {})),
    ).toEqual({
      outcome: 'busy',
    });
    finish();
    expect(await layer.time.until(working)).toMatchObject({ outcome: 'ran' });

    const counter = one.coordinationKey(subject('attempts'));
    await layer.time.until(one.counters.add(counter, 2, 60_000));
    expect(await layer.time.until(two.counters.add(counter, 3, 60_000))).toBe(5);

    const codec = jsonCodec<{ readonly step: number }>();
    const ticket = one.coordinationKey(subject('ticket'));
    await layer.time.until(one.handover(codec).leave(ticket, { step: 1 }, 60_000));
    const taken = await layer.time.until(
      Promise.all([one, two].map((node) => node.handover(codec).take(ticket))),
    );
    expect(taken.toSorted()).toEqual([{ step: 1 }, null]);
  });
});

describe('the layer', () => {
  it('tells of entries that the store has thrown out, and of what is on its way to it', async () => {
    const category = aChangeableCategory<string>();
    const layer = new Layer(category);
    let total = 7;
    const node = await layer.node({ localBytes: 1 }, (stores) => ({
      ...stores,
      evictedKeys: async () => total,
    }));
    total = 10;
    await layer.time.advance(5_000);
    // A store that began anew.
    total = 2;
    await layer.time.advance(5_000);
    const { metrics } = node.telemetry.snapshot();
    const valuesOf = (name: string) =>
      metrics.find(({ definition }) => definition.name === name)?.samples.map(({ value }) => value);
    expect(valuesOf('redis_key_evicted_total')).toEqual([5]);
    expect(valuesOf('redis_pool_operations')?.length).toBeGreaterThan(0);
  });
});
