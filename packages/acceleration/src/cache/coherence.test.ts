import { describe, expect, it } from 'vitest';
import type { Stores } from '../ports/index.ts';
import { aChangeableCategory } from '../testing/category-builders.ts';
import { Gate } from './fixtures/gate.ts';
import { Layer, type Node } from './fixtures/layer.ts';
import type { Reading } from './reading.ts';

const category = aChangeableCategory<string>();
const never = () => Promise.reject(new Error('nobody should have asked'));
const valueOf = (reading: Reading<string>) => (reading.outcome === 'found' ? reading.value : reading.outcome);

async function nodes(count: number, wrap?: (stores: Stores) => Stores) {
  const layer = new Layer(category);
  const all: Node[] = [];
  for (let made = 0; made < count; made += 1) all.push(await layer.node({}, wrap));
  const caches = all.map((node) => node.layer.cache(category));
  const key = caches[0]!.key('acme', { id: 'a' });
  return { layer, time: layer.time, all, caches, key };
}

describe('an invalidation', () => {
  it('refuses a fill that began before it, and later readers get the new value', async () => {
    const { time, all, caches, key } = await nodes(1);
    const gate = new Gate<string>();
    const early = caches[0]!.get(key, gate.load);
    await time.settle();
    expect(await time.until(all[0]!.layer.invalidate([key]))).toBe('acknowledged');
    gate.open('old');
    expect(valueOf(await time.until(early))).toBe('old');
    expect(valueOf(await time.until(caches[0]!.get(key, async () => 'new')))).toBe('new');
  });

  it('on one node refuses the fill of another', async () => {
    const { time, all, caches, key } = await nodes(2);
    const gate = new Gate<string>();
    const early = caches[0]!.get(key, gate.load);
    await time.settle();
    await time.until(all[1]!.layer.invalidate([key]));
    gate.open('old');
    expect(valueOf(await time.until(early))).toBe('old');
    expect(valueOf(await time.until(caches[0]!.get(key, async () => 'new')))).toBe('new');
    expect(valueOf(await time.until(caches[1]!.get(key, never)))).toBe('new');
  });

  it('keeps callers who come after it from the load that began before it', async () => {
    const { time, all, caches, key } = await nodes(2);
    const gate = new Gate<string>();
    const early = caches[0]!.get(key, gate.load);
    await time.settle();
    await time.until(all[1]!.layer.invalidate([key]));
    const late = caches[0]!.get(key, async () => 'new');
    await time.settle();
    gate.open('old');
    expect(valueOf(await time.until(early))).toBe('old');
    expect(valueOf(await time.until(late))).toBe('new');
  });

  it('also reaches a load that another has replaced', async () => {
    const held: (() => void)[] = [];
    const slow = { get: false, fill: false };
    const hold = () => new Promise<void>((resolve) => held.push(resolve));
    const { time, all, caches, key } = await nodes(2, (stores) => ({
      ...stores,
      entries: {
        ...stores.entries,
        get: async (name) => {
          const reply = await stores.entries.get(name);
          if (slow.get) await hold();
          return reply;
        },
        fill: async (entry, fill) => {
          const outcome = await stores.entries.fill(entry, fill);
          if (slow.fill) await hold();
          return outcome;
        },
      },
    }));
    const gate = new Gate<string>();
    const caller = new AbortController();
    const gone = caches[0]!.get(key, gate.load, { signal: caller.signal });
    gone.catch(() => {});
    await time.settle();
    // Another caller has read that there is nothing, and has not heard it yet.
    slow.get = true;
    const other = caches[0]!.get(key, async () => 'new');
    await time.settle();
    // The fill is applied, its reply on the way, and the only caller leaves.
    slow.get = false;
    slow.fill = true;
    gate.open('old');
    await time.settle();
    caller.abort(new Error('gone'));
    const [missed, filled] = held as [() => void, () => void];
    missed();
    await time.until(other);
    await time.until(all[1]!.layer.invalidate([key]));
    await time.settle();
    filled();
    await time.settle();
    expect(caches[0]!.peek(key)).toBeUndefined();
    expect(valueOf(await time.until(caches[0]!.get(key, async () => 'new')))).toBe('new');
  });

  it('takes the value out of the memory of every node', async () => {
    const { time, all, caches, key } = await nodes(3);
    for (const cache of caches) await time.until(cache.get(key, async () => 'old'));
    expect(caches.map((cache) => cache.peek(key))).toEqual(['old', 'old', 'old']);
    await time.until(all[1]!.layer.invalidate([key]));
    await time.settle();
    expect(caches.map((cache) => cache.peek(key))).toEqual([undefined, undefined, undefined]);
  });

  it('of more keys than may be owed is acknowledged all the same: they are not owed', async () => {
    const { time, all, caches } = await nodes(1);
    const keys = Array.from({ length: 10_001 }, (_, index) => caches[0]!.key('acme', { id: `k-${index}` }));
    expect(await time.until(all[0]!.layer.invalidate(keys))).toBe('acknowledged');
    expect(all[0]!.layer.health).toMatchObject({ pendingInvalidations: 0, suspendedCategories: [] });
  });

  it('of many keys is acknowledged as a whole', async () => {
    const { time, all, caches } = await nodes(2);
    const keys = Array.from({ length: 450 }, (_, index) => caches[0]!.key('acme', { id: `k-${index}` }));
    for (const key of keys) await time.until(caches[1]!.get(key, async () => 'old'));
    expect(await time.until(all[0]!.layer.invalidate(keys))).toBe('acknowledged');
    await time.settle();
    expect(keys.filter((key) => caches[1]!.peek(key) !== undefined)).toEqual([]);
  });
});

describe('an invalidation that the store did not take', () => {
  const cut = { entries: false, bus: false };
  const wrap = (stores: Stores): Stores => ({
    ...stores,
    entries: {
      ...stores.entries,
      evict: (entry) => (cut.entries ? Promise.reject(new Error('ECONNRESET')) : stores.entries.evict(entry)),
      evictMany: (all) =>
        cut.entries ? Promise.reject(new Error('ECONNRESET')) : stores.entries.evictMany(all),
    },
    bus: {
      ...stores.bus,
      announce: (items) => (cut.bus ? Promise.reject(new Error('ECONNRESET')) : stores.bus.announce(items)),
    },
  });

  for (const step of ['entries', 'bus'] as const) {
    it(`in the step of the ${step} stays pending, its readers here ask the truth, and it is made up for`, async () => {
      Object.assign(cut, { entries: false, bus: false });
      const { time, all, caches, key } = await nodes(1, wrap);
      await time.until(caches[0]!.get(key, async () => 'old'));
      cut[step] = true;
      expect(await time.until(all[0]!.layer.invalidate([key]))).toBe('pending');
      expect(all[0]!.layer.health.pendingInvalidations).toBe(1);
      const reading = await time.until(caches[0]!.get(key, async () => 'new'));
      expect(reading).toMatchObject({ source: 'bypassed', reason: 'pending', value: 'new' });
      expect(caches[0]!.peek(key)).toBeUndefined();
      cut[step] = false;
      await time.advance(5_000);
      expect(all[0]!.layer.health.pendingInvalidations).toBe(0);
      expect(valueOf(await time.until(caches[0]!.get(key, async () => 'newer')))).toBe('newer');
      expect(caches[0]!.peek(key)).toBe('newer');
    });
  }

  it('is not answered from memory with what was on its way from the store meanwhile', async () => {
    Object.assign(cut, { entries: false, bus: false });
    const held: (() => void)[] = [];
    const slow = { on: false };
    const { time, all, caches, key } = await nodes(2, (stores) => {
      const wrapped = wrap(stores);
      const get: Stores['entries']['get'] = (name) =>
        slow.on
          ? new Promise((resolve, reject) => {
              const reply = wrapped.entries.get(name);
              held.push(() => void reply.then(resolve, reject));
            })
          : wrapped.entries.get(name);
      return { ...wrapped, entries: { ...wrapped.entries, get } };
    });
    // A's read is on its way when B fills the old value.
    slow.on = true;
    const early = caches[0]!.get(key, async () => 'new');
    await time.settle();
    slow.on = false;
    await time.until(caches[1]!.get(key, async () => 'old'));
    cut.entries = true;
    expect(await time.until(all[0]!.layer.invalidate([key]))).toBe('pending');
    for (const answer of held) answer();
    await time.until(early);
    expect(caches[0]!.peek(key)).toBeUndefined();
    const reading = await time.until(caches[0]!.get(key, async () => 'new'));
    expect(reading).toMatchObject({ source: 'bypassed', value: 'new' });
  });

  it('is bounded: past the bound the category is not read from the store until all of it has died of age', async () => {
    Object.assign(cut, { entries: false, bus: false });
    const { time, all, caches, key } = await nodes(1, wrap);
    await time.until(caches[0]!.get(key, async () => 'old'));
    cut.entries = true;
    const many = Array.from({ length: 10_000 }, (_, index) => caches[0]!.key('acme', { id: `k-${index}` }));
    await time.until(all[0]!.layer.invalidate(many));
    expect(await time.until(all[0]!.layer.invalidate([key]))).toBe('pending');
    cut.entries = false;
    await time.advance(10_000);
    expect(all[0]!.layer.health.pendingInvalidations).toBe(0);
    const suspended = await time.until(caches[0]!.get(key, async () => 'new'));
    expect(suspended).toMatchObject({ source: 'bypassed', reason: 'pending', value: 'new' });
    await time.advance(15 * 60_000);
    expect(await time.until(caches[0]!.get(key, async () => 'newer'))).toMatchObject({
      source: 'loaded',
      value: 'newer',
    });
  });
});

describe('memory of changeable values', () => {
  it('is not believed by a process that was paused', async () => {
    const { time, caches, key } = await nodes(1);
    await time.until(caches[0]!.get(key, async () => 'old'));
    expect(caches[0]!.peek(key)).toBe('old');
    // Nothing ran in between: no timer, no message.
    time.clock.advance(2_001);
    expect(caches[0]!.peek(key)).toBeUndefined();
  });

  it('is believed again after a heartbeat came back', async () => {
    const { time, all, caches, key } = await nodes(1);
    await time.until(caches[0]!.get(key, async () => 'old'));
    await time.advance(60_000);
    expect(all[0]!.layer.health.busTrusted).toBe(true);
    expect(caches[0]!.peek(key)).toBe('old');
  });

  it('is void after the bus began a new epoch', async () => {
    const { time, layer, caches, key } = await nodes(1);
    await time.until(caches[0]!.get(key, async () => 'old'));
    layer.engine.flush();
    await time.advance(2_001);
    expect(caches[0]!.peek(key)).toBeUndefined();
  });
});
