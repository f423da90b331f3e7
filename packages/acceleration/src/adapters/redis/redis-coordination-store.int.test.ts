import { Redis } from 'ioredis';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { bytes, openTestStores, type TestStores } from './fixtures/test-stores.ts';

const url = process.env['REDIS_URL'];
const because = url === undefined ? ' [no REDIS_URL]' : '';

describe.skipIf(url === undefined)(`the Redis coordination store${because}`, () => {
  let stores: TestStores;
  let raw: Redis;

  beforeEach(async () => {
    stores = openTestStores({ mode: 'standalone', url: url ?? '' });
    raw = new Redis(url ?? '');
    onTestFinished(() => raw.disconnect());
    await stores.ready();
  });

  it('gives a lease to one, who alone prolongs and releases it', async () => {
    const { coordination } = stores;
    const key = stores.key('lease');
    expect(await coordination.acquire(key, { token: 'a', ttl: 1_000 })).toBe(true);
    expect(await coordination.acquire(key, { token: 'b', ttl: 1_000 })).toBe(false);
    expect(await coordination.renew(key, { token: 'b', ttl: 60_000 })).toBe(false);
    expect(await coordination.renew(key, { token: 'a', ttl: 60_000 })).toBe(true);
    expect(await raw.pttl(key)).toBeGreaterThan(50_000);
    expect(await coordination.release(key, 'b')).toBe(false);
    expect(await coordination.release(key, 'a')).toBe(true);
    expect(await coordination.acquire(key, { token: 'b', ttl: 1_000 })).toBe(true);
  });

  it('counts within a window that the first addition starts and later ones do not prolong', async () => {
    const { coordination } = stores;
    const key = stores.key('counter');
    expect(await coordination.count(key)).toBeNull();
    expect(await coordination.add(key, 5, 5_000)).toBe(5);
    expect(await coordination.add(key, -7, 60_000)).toBe(-2);
    expect(await coordination.count(key)).toBe(-2);
    expect(await raw.pttl(key)).toBeLessThanOrEqual(5_000);
  });

  it('counts to the last whole number exactly, and rejects what is beyond', async () => {
    const { coordination } = stores;
    const key = stores.key('counter');
    const most = Number.MAX_SAFE_INTEGER;
    expect(await coordination.add(key, most - 1, 60_000)).toBe(most - 1);
    expect(await coordination.add(key, 1, 60_000)).toBe(most);
    await expect(coordination.add(key, 1, 60_000)).rejects.toThrow(/out of range/);
    await expect(coordination.add(key, most, 60_000)).rejects.toThrow(/out of range/);
    expect(await coordination.count(key)).toBe(most);
    expect(await coordination.add(key, -most, 60_000)).toBe(0);
    expect(await coordination.add(key, -most, 60_000)).toBe(-most);
    await expect(coordination.add(key, -1, 60_000)).rejects.toThrow(/out of range/);
  });

  it('rejects a counter that is none', async () => {
    const key = stores.key('counter');
    await raw.set(key, 'many');
    await expect(stores.coordination.count(key)).rejects.toThrow(/no whole number/);
    await expect(stores.coordination.add(key, 1, 1_000)).rejects.toThrow(/integer|number|arithmetic/);
  });

  it.each(['garbage', 'inf', '-1', '0x10', '9'.repeat(400), '99999999999999999999:1', '1:2,,3:'])(
    'takes a bucket that holds %s for one that owes at most its capacity',
    async (value) => {
      for (const algorithm of ['gcra', 'sliding-window'] as const) {
        const key = stores.key('bucket');
        await raw.set(key, value);
        const use = { key, algorithm, cost: 2_000, capacity: 3_000, slot: algorithm === 'gcra' ? 0 : 1_000 };
        const [state] = await stores.coordination.takeUnits([use]);
        expect(state?.wait).toBeLessThanOrEqual(33_000);
        expect(state?.level).toBeLessThanOrEqual(3_000);
      }
    },
  );

  it('takes a bucket of another type for a full one, and gives its key a time to live', async () => {
    const key = stores.key('bucket');
    for (const make of [() => raw.lpush(key, 'x'), () => raw.hset(key, 'x', 'y'), () => raw.sadd(key, 'x')]) {
      await raw.del(key);
      await make();
      const use = { key, algorithm: 'gcra', cost: 60_000_000, capacity: 60_000_000, slot: 0 } as const;
      expect(await stores.coordination.takeUnits([use])).toMatchObject([{ wait: 0, level: 60_000_000 }]);
      expect(await raw.pttl(key)).toBeGreaterThan(50_000);
      expect(await raw.pttl(key)).toBeLessThanOrEqual(60_000);
    }
  });

  it('lets nobody owe more than the capacity after the server’s clock went back', async () => {
    const key = stores.key('bucket');
    await raw.set(key, String((Date.now() + 3_600_000) * 1_000));
    const use = { key, algorithm: 'gcra', cost: 1_000, capacity: 5_000, slot: 0 } as const;
    expect(await stores.coordination.takeUnits([use])).toEqual([{ wait: 1_000, level: 5_000, reset: 5_000 }]);
  });

  it('hands a value over to one of many takers', async () => {
    const { coordination } = stores;
    const key = stores.key('handover');
    expect(await coordination.leave(key, bytes('\0ÿ'), 60_000)).toBe(true);
    expect(await coordination.leave(key, bytes('other'), 60_000)).toBe(false);
    const taken = await Promise.all(Array.from({ length: 10 }, () => coordination.take(key)));
    expect(taken.filter((value) => value !== null)).toEqual([bytes('\0ÿ')]);
    expect(await coordination.leave(key, bytes('other'), 60_000)).toBe(true);
    expect(await raw.pttl(key)).toBeGreaterThan(50_000);
  });
});
