import { Redis } from 'ioredis';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { StoreKey } from '../../ports/index.ts';
import { bytes, ORDER_OFFSET, openTestStores, ordered, type TestStores } from './fixtures/test-stores.ts';

const url = process.env['REDIS_URL'];
const because = url === undefined ? ' [no REDIS_URL]' : '';

describe.skipIf(url === undefined)(`the Redis entry store${because}`, () => {
  const server = { mode: 'standalone', url: url ?? '' } as const;
  let stores: TestStores;
  let raw: Redis;

  beforeEach(async () => {
    stores = openTestStores(server);
    raw = new Redis(server.url);
    onTestFinished(() => raw.disconnect());
    await stores.ready();
  });

  it('gives back the very bytes that were filled, and none for what is absent', async () => {
    const { entries } = stores;
    const entry = stores.entry('a');
    const value = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect(await entries.get(entry.data)).toBeNull();
    expect(await entries.claim(entry, { token: 't', ttl: 1_000 })).toEqual({ granted: true, value: null });
    expect(await entries.fill(entry, { token: 't', value, ttl: 60_000 })).toBe('stored');
    expect(await entries.get(entry.data)).toEqual(Buffer.from(value));
    expect(await raw.pttl(entry.data)).toBeGreaterThan(50_000);
    expect(await raw.exists(entry.lease)).toBe(0);
  });

  it('sends views into larger arrays as they are', async () => {
    const entry = stores.entry('view');
    const value = Uint8Array.from([9, 9, 0, 255, 13, 9]).subarray(2, 5);
    await stores.entries.put(entry, { token: 't', value, ttl: 1_000 });
    expect(await stores.entries.get(entry.data)).toEqual(Buffer.from([0, 255, 13]));
  });

  it('reads many in the order of the keys, also of repeated ones', async () => {
    const [one, two] = [stores.entry('1'), stores.entry('2')];
    await stores.entries.put(one, { token: 't', value: bytes('one'), ttl: 1_000 });
    expect(await stores.entries.getMany([two.data, one.data, one.data])).toEqual([
      null,
      bytes('one'),
      bytes('one'),
    ]);
    expect(await stores.entries.getMany([])).toEqual([]);
  });

  it('grants a lease once, shows the value to who comes too late, and grants it again after its end', async () => {
    const { entries } = stores;
    const entry = stores.entry('a');
    await entries.put(entry, { token: 'x', value: bytes('old'), ttl: 60_000 });
    expect((await entries.claim(entry, { token: 'first', ttl: 60_000 })).granted).toBe(true);
    expect(await entries.claim(entry, { token: 'second', ttl: 60_000 })).toEqual({
      granted: false,
      value: bytes('old'),
    });
    expect(await entries.release(entry, 'second')).toBe(false);
    expect(await entries.release(entry, 'first')).toBe(true);
    expect((await entries.claim(entry, { token: 'second', ttl: 60_000 })).granted).toBe(true);
  });

  it('takes a repeated claim of one token for the same claim', async () => {
    const entry = stores.entry('a');
    await stores.entries.claim(entry, { token: 't', ttl: 60_000 });
    expect((await stores.entries.claim(entry, { token: 't', ttl: 60_000 })).granted).toBe(true);
  });

  it('ends a lease by itself, and keeps waiters no longer than a second beyond it', async () => {
    const entry = stores.entry('a');
    await stores.entries.claim(entry, { token: 'first', ttl: 5_000 });
    await stores.entries.claim(entry, { token: 'second', ttl: 3_000 });
    const [lease, waiters] = [await raw.pttl(entry.lease), await raw.pttl(entry.waiters)];
    expect(lease).toBeGreaterThan(4_000);
    expect(lease).toBeLessThanOrEqual(5_000);
    expect(waiters).toBeGreaterThan(lease);
    expect(waiters).toBeLessThanOrEqual(6_000);
  });

  it('prolongs a lease for its holder only, and the list of waiters with it', async () => {
    const { entries } = stores;
    const entry = stores.entry('a');
    await entries.claim(entry, { token: 'first', ttl: 1_000 });
    await entries.claim(entry, { token: 'second', ttl: 1_000 });
    expect(await entries.renew(entry, { token: 'second', ttl: 60_000 })).toBe(false);
    expect(await entries.renew(entry, { token: 'first', ttl: 60_000 })).toBe(true);
    expect(await raw.pttl(entry.lease)).toBeGreaterThan(50_000);
    expect(await raw.pttl(entry.waiters)).toBeGreaterThan(60_000);
  });

  it('refuses a fill whose lease is another one, or gone', async () => {
    const { entries } = stores;
    const entry = stores.entry('a');
    const fill = { token: 'mine', value: bytes('v'), ttl: 1_000 };
    expect(await entries.fill(entry, fill)).toBe('refused');
    await entries.claim(entry, { token: 'other', ttl: 60_000 });
    expect(await entries.fill(entry, fill)).toBe('refused');
    expect(await entries.get(entry.data)).toBeNull();
  });

  it('refuses a fill that is applied after an eviction', async () => {
    const { entries } = stores;
    const entry = stores.entry('a');
    await entries.put(entry, { token: 'x', value: bytes('old'), ttl: 60_000 });
    await entries.claim(entry, { token: 't', ttl: 60_000 });
    await entries.evict(entry);
    expect(await entries.get(entry.data)).toBeNull();
    expect(await entries.fill(entry, { token: 't', value: bytes('late'), ttl: 60_000 })).toBe('refused');
    expect(await raw.exists(entry.data, entry.lease, entry.waiters)).toBe(0);
  });

  it('puts whoever holds the lease, and ends it only with its token', async () => {
    const { entries } = stores;
    const entry = stores.entry('a');
    await entries.claim(entry, { token: 'holder', ttl: 60_000 });
    await entries.put(entry, { token: 'other', value: bytes('v'), ttl: 60_000 });
    expect(await entries.get(entry.data)).toEqual(bytes('v'));
    expect(await raw.get(entry.lease)).toBe('holder');
    await entries.put(entry, { token: 'holder', value: bytes('v'), ttl: 60_000 });
    expect(await raw.exists(entry.lease)).toBe(0);
  });

  describe('with an order', () => {
    async function fillOver(stored: Buffer, value: Buffer) {
      const entry = stores.entry('pointer');
      await raw.set(entry.data, stored);
      await stores.entries.claim(entry, { token: 't', ttl: 60_000 });
      const fill = { token: 't', value, ttl: 60_000, orderOffset: ORDER_OFFSET };
      const outcome = await stores.entries.fill(entry, fill);
      expect(await raw.exists(entry.lease)).toBe(0);
      return { outcome, now: await stores.entries.get(entry.data) };
    }

    it.each([
      ['1', 0x00_00_00_00_00_00_00_ffn, 0x00_00_00_00_00_00_01_00n],
      ['the highest bit', 0x7f_ff_ff_ff_ff_ff_ff_ffn, 0x80_00_00_00_00_00_00_00n],
      ['what a double cannot tell apart', 2n ** 53n, 2n ** 53n + 1n],
      ['zero bytes inside', 0x00_61_00_00_00_62_00_01n, 0x00_61_00_00_00_62_00_02n],
    ])('keeps the larger by %s', async (_, smaller, larger) => {
      const [low, high] = [ordered(smaller, 'low'), ordered(larger, 'high')];
      expect(await fillOver(high, low)).toEqual({ outcome: 'older', now: high });
      expect(await fillOver(low, high)).toEqual({ outcome: 'stored', now: high });
    });

    it('replaces an equal order', async () => {
      const [before, after] = [ordered(7n, 'before'), ordered(7n, 'after')];
      expect(await fillOver(before, after)).toEqual({ outcome: 'stored', now: after });
    });

    it('does not look into what is of another form, or cut short', async () => {
      const value = ordered(1n);
      expect((await fillOver(ordered(9n, '', 'QWC2'), value)).outcome).toBe('stored');
      expect((await fillOver(ordered(9n).subarray(0, 12), value)).outcome).toBe('stored');
    });
  });

  describe('wakes a waiting node', () => {
    async function waiting() {
      const entry = stores.entry('a');
      const woken = vi.fn<(key: StoreKey) => void>();
      const waiter = openTestStores(server, { namespace: stores.namespace });
      waiter.entries.onWake(woken);
      await waiter.ready();
      await vi.waitFor(async () => {
        expect((await raw.pubsub('CHANNELS', `${stores.namespace.text}:wake:*`)).length).toBe(1);
      });
      await stores.entries.claim(entry, { token: 'holder', ttl: 60_000 });
      await waiter.entries.claim(entry, { token: 'waiter', ttl: 60_000 });
      return { entry, woken };
    }
    const value = bytes('v');

    it.each([
      ['fill', (entries, entry) => entries.fill(entry, { token: 'holder', value, ttl: 1_000 })],
      ['put', (entries, entry) => entries.put(entry, { token: 'other', value, ttl: 1_000 })],
      ['release', (entries, entry) => entries.release(entry, 'holder')],
      ['evict', (entries, entry) => entries.evict(entry)],
    ] satisfies [
      string,
      (entries: TestStores['entries'], entry: ReturnType<TestStores['entry']>) => unknown,
    ][])('by %s, once', async (_, end) => {
      const { entry, woken } = await waiting();
      await end(stores.entries, entry);
      await vi.waitFor(() => expect(woken.mock.calls).toEqual([[entry.data]]));
      expect(await raw.exists(entry.waiters)).toBe(0);
      await end(stores.entries, entry);
      await stores.entries.time();
      expect(woken).toHaveBeenCalledTimes(1);
    });

    it('no more once it stopped listening', async () => {
      const entry = stores.entry('a');
      const [first, second] = [vi.fn<(key: StoreKey) => void>(), vi.fn<(key: StoreKey) => void>()];
      const stop = stores.entries.onWake(first);
      stores.entries.onWake(second);
      await vi.waitFor(async () => {
        expect((await raw.pubsub('CHANNELS', `${stores.namespace.text}:wake:*`)).length).toBe(1);
      });
      stop();
      await stores.entries.claim(entry, { token: 'holder', ttl: 60_000 });
      await stores.entries.claim(entry, { token: 'waiter', ttl: 60_000 });
      await stores.entries.release(entry, 'holder');
      await vi.waitFor(() => expect(second).toHaveBeenCalledOnce());
      expect(first).not.toHaveBeenCalled();
    });
  });

  it('does many at once, each by itself', async () => {
    const { entries } = stores;
    const [one, two] = [stores.entry('1'), stores.entry('2')];
    await entries.claim(two, { token: 'other', ttl: 60_000 });
    const terms = { token: 't', ttl: 60_000 };
    const claims = await entries.claimMany([
      { entry: one, terms },
      { entry: two, terms },
    ]);
    expect(claims.map(({ granted }) => granted)).toEqual([true, false]);
    const fill = { token: 't', value: bytes('v'), ttl: 60_000 };
    const fills = [one, two].map((entry) => ({ entry, fill }));
    expect(await entries.fillMany(fills)).toEqual(['stored', 'refused']);
    await entries.evictMany([one, two]);
    expect(await raw.exists(one.data, one.lease, two.data, two.lease)).toBe(0);
  });

  it("tells the server's time", async () => {
    const [seconds] = await raw.time();
    expect(Math.abs((await stores.entries.time()) - Number(seconds) * 1_000)).toBeLessThan(5_000);
  });

  it('works with automatic pipelining, too', async () => {
    const piped = openTestStores(server, { autoPipelining: true });
    await piped.ready();
    const entry = piped.entry('a');
    await piped.entries.put(entry, { token: 't', value: bytes('v'), ttl: 1_000 });
    const read = await Promise.all([piped.entries.get(entry.data), piped.entries.getMany([entry.data])]);
    expect(read).toEqual([bytes('v'), [bytes('v')]]);
  });
});
