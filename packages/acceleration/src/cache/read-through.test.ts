import { describe, expect, it } from 'vitest';
import { aChangeableCategory } from '../testing/category-builders.ts';
import { Layer } from './fixtures/layer.ts';
import { cup, oneNode } from './fixtures/one-node.ts';
import { absent } from './loader.ts';

const minute = 60_000;

describe('a read', () => {
  it('asks the truth once, then the memory', async () => {
    const { cache, key, time } = await oneNode();
    let loads = 0;
    const load = async () => {
      loads += 1;
      return cup;
    };
    const first = await time.until(cache.get(key, load));
    const second = await cache.get(key, load);
    expect(first).toMatchObject({ outcome: 'found', value: cup, source: 'loaded', reason: 'absent' });
    expect(second).toMatchObject({ outcome: 'found', value: cup, source: 'l1', reason: null });
    expect(loads).toBe(1);
  });

  it('finds in the store what another node loaded', async () => {
    const category = aChangeableCategory();
    const layer = new Layer(category);
    const [one, two] = [await layer.node(), await layer.node()];
    const key = one.layer.cache(category).key('acme', { id: 'cup' });
    await layer.time.until(one.layer.cache(category).get(key, async () => cup));
    const reading = await layer.time.until(
      two.layer.cache(category).get(key, () => Promise.reject(new Error())),
    );
    expect(reading).toMatchObject({
      outcome: 'found',
      value: cup,
      source: 'l2',
      generatedAt: expect.any(Number),
    });
  });

  it('hands out what nobody can change', async () => {
    const { cache, key, time } = await oneNode(aChangeableCategory<any>());
    const mine = { id: 'cup', name: 'Cup', sizes: [1, 2] };
    const reading = await time.until(cache.get(key, async () => mine));
    mine.sizes.push(3);
    const value = (reading as { value: typeof mine }).value;
    expect(() => value.sizes.push(4)).toThrow(TypeError);
    expect(await cache.get(key, async () => mine)).toMatchObject({ value: { sizes: [1, 2] } });
  });

  it('refreshes a stale value behind the back of its reader', async () => {
    const { cache, key, time } = await oneNode(
      aChangeableCategory({ ttl: { fresh: minute, max: 5 * minute, jitter: 0 } }),
    );
    await time.until(cache.get(key, async () => cup));
    await time.advance(minute);
    const newer = { ...cup, name: 'Mug' };
    const stale = await time.until(cache.get(key, async () => newer));
    await time.settle();
    expect(stale).toMatchObject({ source: 'stale', value: cup });
    expect(await cache.get(key, async () => cup)).toMatchObject({ source: 'l1', value: newer });
  });

  it('waits for a load where staleness is not served', async () => {
    const { cache, key, time } = await oneNode(
      aChangeableCategory({ whenStale: 'never', ttl: { fresh: minute, max: 5 * minute, jitter: 0 } }),
    );
    await time.until(cache.get(key, async () => cup));
    await time.advance(minute);
    const reading = await time.until(cache.get(key, async () => ({ ...cup, name: 'Mug' })));
    expect(reading).toMatchObject({ source: 'loaded', reason: 'stale', value: { name: 'Mug' } });
  });

  it('never answers past the end of the value itself', async () => {
    const end = Date.parse('2026-03-01T09:32:00.000Z');
    const { cache, key, time } = await oneNode(aChangeableCategory({ validUntil: () => end }));
    await time.until(cache.get(key, async () => cup));
    await time.advance(2 * minute - 1);
    expect(await time.until(cache.get(key, async () => cup))).toMatchObject({ source: 'l1' });
    await time.advance(1);
    expect(await time.until(cache.get(key, async () => cup))).toMatchObject({
      source: 'loaded',
      reason: 'absent',
    });
  });

  it('gives bytes with their hash, the same from every tier, each caller its own', async () => {
    const { cache, key, time } = await oneNode();
    const loaded = await time.until(cache.getBytes(key, async () => cup));
    const held = await cache.getBytes(key, async () => cup);
    if (loaded.outcome !== 'found' || held.outcome !== 'found') throw new Error('not found');
    expect(Buffer.from(held.bytes).toString()).toBe('{"id":"cup","name":"Cup"}');
    expect(held.contentHash).toBe(loaded.contentHash);
    held.bytes.fill(0);
    expect(await cache.get(key, async () => cup)).toMatchObject({ source: 'l1', value: cup });
    expect(await cache.getBytes(key, async () => cup)).toMatchObject({ contentHash: loaded.contentHash });
  });

  it('peeks into memory without asking anybody', async () => {
    const { cache, key, time } = await oneNode();
    expect(cache.peek(key)).toBeUndefined();
    await time.until(cache.get(key, async () => cup));
    expect(cache.peek(key)).toEqual(cup);
  });

  it('says of what it peeks at where it came from, and of none that there is nothing', async () => {
    const { cache, key, time } = await oneNode();
    expect(cache.peekReading(key)).toBeUndefined();
    const loaded = await time.until(cache.get(key, async () => cup));
    expect(cache.peekReading(key)).toEqual({ ...loaded, source: 'l1', reason: null });
    const none = cache.key('acme', { id: 'none' });
    await time.until(cache.get(none, async () => absent));
    expect(cache.peekReading(none)).toBeUndefined();
  });

  it('says whose the copy is, as the copy has it', async () => {
    const ours = await oneNode();
    const load = async () => cup;
    const sources = [];
    for (let read = 0; read < 2; read += 1) {
      const reading = await ours.time.until(ours.cache.get(ours.key, load));
      sources.push(reading.outcome === 'found' && [reading.source, reading.tenant]);
    }
    expect(sources).toEqual([
      ['loaded', 'acme'],
      ['l1', 'acme'],
    ]);
    const category = aChangeableCategory({ tenantScope: { global: 'because all share it' } });
    const shared = new Layer(category);
    const cache = (await shared.node()).layer.cache(category);
    const reading = await shared.time.until(cache.get(cache.key(null, { id: 'cup' }), load));
    expect(reading).toMatchObject({ outcome: 'found', tenant: null });
  });
});

describe('"there is none"', () => {
  it('is kept for its declared time', async () => {
    const { cache, key, time } = await oneNode();
    expect(await time.until(cache.get(key, async () => absent))).toMatchObject({
      outcome: 'absent',
      source: 'loaded',
    });
    expect(await time.until(cache.get(key, async () => cup))).toMatchObject({
      outcome: 'absent',
      source: 'l1',
    });
    await time.advance(minute);
    expect(await time.until(cache.get(key, async () => cup))).toMatchObject({ outcome: 'found' });
  });

  it('is not kept where the category does not declare it', async () => {
    const { cache, key, time } = await oneNode(aChangeableCategory({ negativeTtl: 'never' }));
    await time.until(cache.get(key, async () => absent));
    expect(await time.until(cache.get(key, async () => cup))).toMatchObject({ outcome: 'found', value: cup });
  });
});

describe('bytes from the store', () => {
  it('belong to each of the callers who shared the read', async () => {
    const category = aChangeableCategory();
    const layer = new Layer(category);
    const [one, two] = [await layer.node(), await layer.node({ localBytes: 1 })];
    const cache = two.layer.cache(category);
    const key = cache.key('acme', { id: 'cup' });
    await layer.time.until(one.layer.cache(category).get(key, async () => cup));
    const shared = Promise.all([cache.getBytes(key, async () => cup), cache.getBytes(key, async () => cup)]);
    const [first, second] = await layer.time.until(shared);
    if (first.outcome !== 'found' || second.outcome !== 'found') throw new Error('not found');
    first.bytes.fill(0);
    expect(Buffer.from(second.bytes).toString()).toBe('{"id":"cup","name":"Cup"}');
  });
});
