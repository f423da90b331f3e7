import { ManualClock } from '@quotewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { EntryKeys, StoreKey } from '../../ports/index.ts';
import { SeededRandom } from '../../testing/seeded-random.ts';
import { MemoryEngine } from './memory-engine.ts';
import { memoryStores } from './memory-stores.ts';

const TTL = 10_000;
const token = 'token';
const entry: EntryKeys = {
  data: 'data' as StoreKey,
  lease: 'lock:{data}' as StoreKey,
  waiters: 'wait:{data}' as StoreKey,
};
const key = 'key' as StoreKey;

function options(seed = 1) {
  return { clock: new ManualClock(), random: new SeededRandom(seed) };
}

describe('in-process stores', () => {
  it('share everything on one engine, and nothing without one', async () => {
    const engine = new MemoryEngine(options());
    const [one, other, alone] = [
      memoryStores({ engine }),
      memoryStores({ engine }),
      memoryStores(options(2)),
    ];
    await one.entries.put(entry, { token, value: Uint8Array.of(1), ttl: TTL });
    await one.coordination.add(key, 1, TTL);
    await one.bus.announce(['item']);
    const seen = (stores: typeof one) =>
      Promise.all([stores.entries.get(entry.data), stores.coordination.count(key), stores.bus.position()]);
    expect(await seen(other)).toEqual(await seen(one));
    expect(await seen(alone)).toMatchObject([null, null, { seq: 0 }]);
    expect((await alone.bus.position()).epoch).not.toBe((await one.bus.position()).epoch);
  });

  it('copy bytes in and out', async () => {
    const { entries, coordination } = memoryStores(options());
    const mine = Buffer.from([1, 2, 3]);
    await entries.put(entry, { token, value: mine, ttl: TTL });
    await coordination.leave(key, mine, TTL);
    mine.fill(9);
    const reads = [
      () => entries.get(entry.data),
      async () => (await entries.getMany([entry.data]))[0] ?? null,
      async () => (await entries.claim(entry, { token, ttl: TTL })).value,
      () => entries.get(entry.data),
    ];
    for (const read of reads) {
      const value = await read();
      expect(value).toEqual(Uint8Array.of(1, 2, 3));
      value?.fill(7);
    }
    expect(await coordination.take(key)).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('take their step when they are called, and answer in a microtask', async () => {
    const { entries } = memoryStores(options());
    const order: string[] = [];
    const put = entries
      .put(entry, { token, value: Uint8Array.of(1), ttl: TTL })
      .then(() => order.push('put'));
    const got = entries.get(entry.data).then((value) => order.push(`got ${value?.byteLength}`));
    order.push('called');
    await Promise.all([put, got]);
    expect(order).toEqual(['called', 'put', 'got 1']);
  });

  it('lose everything by a flush, but for the ears of the nodes', async () => {
    const engine = new MemoryEngine(options());
    const { entries, bus, coordination } = memoryStores({ engine });
    await entries.put(entry, { token, value: Uint8Array.of(1), ttl: TTL });
    await entries.claim(entry, { token, ttl: TTL });
    await entries.claim(entry, { token: 'waiting', ttl: TTL });
    await coordination.acquire(key, { token, ttl: TTL });
    await coordination.add(key, 1, TTL);
    await coordination.leave(key, Uint8Array.of(1), TTL);
    const heard: (readonly string[])[] = [];
    const ignore = () => {};
    bus.listen({
      subscribed: ignore,
      disconnected: ignore,
      heartbeat: ignore,
      message: (_, items) => heard.push(items),
    });
    engine.flush();
    expect(engine.stats()).toEqual({ bytes: 0, entries: 0, evictions: 0 });
    expect(await entries.claim(entry, { token, ttl: TTL })).toEqual({ granted: true, value: null });
    expect(await coordination.acquire(key, { token: 'next', ttl: TTL })).toBe(true);
    expect(await coordination.count(key)).toBeNull();
    expect(await coordination.take(key)).toBeNull();
    await bus.announce(['after']);
    await Promise.resolve();
    expect(heard).toEqual([['after']]);
  });

  it('reject, and hear nothing more, when they are closed', async () => {
    const engine = new MemoryEngine(options());
    const [open, closed] = [memoryStores({ engine }), memoryStores({ engine })];
    const heard: string[] = [];
    const note = (what: string) => () => heard.push(what);
    closed.entries.onWake(note('wake'));
    const subscription = closed.bus.listen({
      subscribed: note('subscribed'),
      disconnected: note('disconnected'),
      heartbeat: note('heartbeat'),
      message: note('message'),
    });
    await open.entries.claim(entry, { token, ttl: TTL });
    await closed.entries.claim(entry, { token: 'waiting', ttl: TTL });
    await closed.close();
    heard.length = 0;
    await open.entries.release(entry, token);
    await open.bus.announce(['item']);
    engine.disconnect();
    await Promise.resolve();
    expect(heard).toEqual([]);
    await expect(closed.entries.get(entry.data)).rejects.toThrow('closed');
    await expect(closed.bus.position()).rejects.toThrow('closed');
    await expect(closed.coordination.count(key)).rejects.toThrow('closed');
    await expect(subscription.beat('note')).rejects.toThrow('closed');
  });

  it('lose what was on its way to a listener when its connection breaks', async () => {
    const engine = new MemoryEngine(options());
    const { bus } = memoryStores({ engine });
    const heard: string[] = [];
    bus.listen({
      subscribed: () => heard.push('subscribed'),
      disconnected: () => heard.push('disconnected'),
      heartbeat: () => heard.push('heartbeat'),
      message: (_, items) => heard.push(items.join()),
    });
    await Promise.resolve();
    const announced = bus.announce(['lost']);
    engine.disconnect();
    await announced;
    await bus.announce(['heard']);
    await Promise.resolve();
    expect(heard).toEqual(['subscribed', 'disconnected', 'subscribed', 'heard']);
  });

  it('follow the wall clock they are given', async () => {
    const { clock, random } = options();
    const { entries } = memoryStores({ clock, random });
    await entries.put(entry, { token, value: Uint8Array.of(1), ttl: TTL });
    expect(await entries.time()).toBe(clock.now());
    clock.setWall(clock.now() + TTL);
    expect(await entries.get(entry.data)).toBeNull();
  });
});
