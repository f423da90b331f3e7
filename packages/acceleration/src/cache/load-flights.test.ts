import { describe, expect, it } from 'vitest';
import { aChangeableCategory, type SampleDocument } from '../testing/category-builders.ts';
import { Gate } from './fixtures/gate.ts';
import { Layer } from './fixtures/layer.ts';
import { cup, oneNode } from './fixtures/one-node.ts';

describe('callers of one key', () => {
  it('share a load', async () => {
    const { cache, key, time } = await oneNode();
    const gate = new Gate<SampleDocument>();
    const readings = Promise.all(Array.from({ length: 50 }, () => cache.get(key, gate.load)));
    await time.settle();
    gate.open(cup);
    expect(new Set((await time.until(readings)).map(({ outcome }) => outcome))).toEqual(new Set(['found']));
    expect(gate.calls).toBe(1);
  });

  it('share a failure: the loader is asked once for all', async () => {
    const { cache, key, time } = await oneNode();
    const gate = new Gate<SampleDocument>();
    const settled = Promise.allSettled(Array.from({ length: 50 }, () => cache.get(key, gate.load)));
    await time.settle();
    gate.fail(new Error('no database'));
    const reasons = (await time.until(settled)).map((one) => (one as PromiseRejectedResult).reason.message);
    expect(reasons).toEqual(Array.from({ length: 50 }, () => 'no database'));
    expect(gate.calls).toBe(1);
  });

  it('who come while it runs are served by it, since the fill proves that nothing changed', async () => {
    const { cache, key, time } = await oneNode();
    const gate = new Gate<SampleDocument>();
    const early = cache.get(key, gate.load);
    await time.settle();
    const late = cache.get(key, gate.load);
    await time.settle();
    gate.open(cup);
    expect(await time.until(Promise.all([early, late]))).toMatchObject([{ value: cup }, { value: cup }]);
    expect(gate.calls).toBe(1);
  });

  it('who go away leave the load to the others, and the last one ends it', async () => {
    const { cache, key, time } = await oneNode();
    const gate = new Gate<SampleDocument>();
    const [first, second] = [new AbortController(), new AbortController()];
    const one = cache.get(key, gate.load, { signal: first.signal });
    const two = cache.get(key, gate.load, { signal: second.signal });
    await time.settle();
    first.abort(new Error('gone'));
    await expect(one).rejects.toThrow('gone');
    expect(gate.signals[0]?.aborted).toBe(false);
    second.abort(new Error('gone too'));
    await expect(two).rejects.toThrow('gone too');
    expect(gate.signals[0]?.aborted).toBe(true);
  });
});

describe('nodes that miss the same key', () => {
  it('load it once: the others wait and are woken', async () => {
    const category = aChangeableCategory();
    const layer = new Layer(category);
    const nodes = [await layer.node(), await layer.node(), await layer.node()];
    const gate = new Gate<SampleDocument>();
    const key = nodes[0]!.layer.cache(category).key('acme', { id: 'cup' });
    const readings = Promise.all(nodes.map((node) => node.layer.cache(category).get(key, gate.load)));
    await layer.time.advance(100);
    gate.open(cup);
    expect(await layer.time.until(readings)).toMatchObject([{ value: cup }, { value: cup }, { value: cup }]);
    expect(gate.calls).toBe(1);
  });

  it('do not wait longer than the category waits', async () => {
    const category = aChangeableCategory({ loading: { lockWait: 500 } });
    const layer = new Layer(category);
    const [one, two] = [await layer.node(), await layer.node()];
    const gate = new Gate<SampleDocument>();
    const key = one.layer.cache(category).key('acme', { id: 'cup' });
    const hanging = one.layer.cache(category).get(key, gate.load);
    await layer.time.settle();
    const reading = await layer.time.until(two.layer.cache(category).get(key, async () => cup));
    expect(reading).toMatchObject({ source: 'bypassed', value: cup });
    gate.open(cup);
    await layer.time.until(hanging);
  });

  it('are refused where the category says so', async () => {
    const category = aChangeableCategory({ loading: { lockWait: 500, whenBusy: 'refuse' } });
    const layer = new Layer(category);
    const [one, two] = [await layer.node(), await layer.node()];
    const gate = new Gate<SampleDocument>();
    const key = one.layer.cache(category).key('acme', { id: 'cup' });
    const hanging = one.layer.cache(category).get(key, gate.load);
    await layer.time.settle();
    const reading = await layer.time.until(two.layer.cache(category).get(key, async () => cup));
    expect(reading).toEqual({ outcome: 'refused', reason: 'busy', retryAfter: 500 });
    gate.open(cup);
    await layer.time.until(hanging);
  });

  it('are answered by a stale value where the category says so, and only while it may be served', async () => {
    const category = aChangeableCategory({
      ttl: { fresh: 60_000, max: 600_000, jitter: 0 },
      whenStale: { serveFor: 60_000 },
      loading: { lockWait: 500, whenBusy: 'stale' },
    });
    const layer = new Layer(category);
    const [one, two] = [await layer.node({ localBytes: 1 }), await layer.node({ localBytes: 1 })];
    const key = one.layer.cache(category).key('acme', { id: 'cup' });
    await layer.time.until(one.layer.cache(category).get(key, async () => cup));
    await layer.time.advance(120_000);
    const gate = new Gate<SampleDocument>();
    const hanging = one.layer.cache(category).get(key, gate.load);
    await layer.time.settle();
    const mug = { ...cup, name: 'Mug' };
    const late = await layer.time.until(two.layer.cache(category).get(key, async () => mug));
    expect(late).toMatchObject({ source: 'bypassed', value: mug });
    gate.open(cup);
    await layer.time.until(hanging);
  });
});
