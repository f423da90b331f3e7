import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { StoreKey } from '../../ports/index.ts';
import { type RedisService, startRedis } from '../../testing/servers/redis.ts';
import { redisMissing } from '../../testing/servers/redis-process.ts';
import { recordingListener } from './fixtures/recording-listener.ts';
import { bytes, openTestStores, type TestStores } from './fixtures/test-stores.ts';

const missing = redisMissing();
const because = missing === undefined ? '' : ` [${missing}]`;
const LONG = 60_000;

/** Every kind of operation there is, on entries of their own. */
async function everything({ entries, bus, coordination, entry, key }: TestStores): Promise<void> {
  const one = entry('everything');
  const terms = { token: 't', ttl: LONG };
  await entries.evict(one);
  expect((await entries.claim(one, terms)).granted).toBe(true);
  expect((await entries.claim(one, { ...terms, token: 'other' })).granted).toBe(false);
  expect(await entries.renew(one, terms)).toBe(true);
  expect(await entries.release(one, 't')).toBe(true);
  await entries.claim(one, terms);
  expect(await entries.fill(one, { token: 't', value: bytes('v'), ttl: LONG })).toBe('stored');
  await entries.put(one, { token: 't', value: bytes('w'), ttl: LONG });
  expect(await entries.get(one.data)).toEqual(bytes('w'));
  expect(await entries.getMany([one.data])).toEqual([bytes('w')]);
  await entries.evict(one);
  expect(await entries.time()).toBeGreaterThan(0);
  const position = await bus.announce(['a']);
  expect(await bus.position()).toEqual(position);
  const { listener, heard } = recordingListener();
  const subscription = bus.listen(listener);
  await vi.waitFor(() => expect(heard).toEqual([['subscribed']]), 5_000);
  await subscription.beat('n');
  await vi.waitFor(() => expect(heard.at(-1)).toEqual(['heartbeat', position, 'n']));
  await subscription.close();
  const lease = key('lease');
  expect(await coordination.acquire(lease, terms)).toBe(true);
  expect(await coordination.renew(lease, terms)).toBe(true);
  expect(await coordination.release(lease, 't')).toBe(true);
  await coordination.add(key('counter'), 1, LONG);
  expect(await coordination.leave(key('handover'), bytes('v'), LONG)).toBe(true);
  expect(await coordination.take(key('handover'))).toEqual(bytes('v'));
}

/** One call of each kind, on keys of their own: some may be applied after they were given up. */
function attempts({
  entries,
  bus,
  coordination,
  entry,
  key,
}: TestStores): readonly (() => Promise<unknown>)[] {
  const one = entry('attempts');
  const terms = { token: 't', ttl: LONG };
  return [
    () => entries.get(one.data),
    () => entries.getMany([one.data]),
    () => entries.claim(one, terms),
    () => entries.fill(one, { token: 't', value: bytes('v'), ttl: LONG }),
    () => entries.put(one, { token: 't', value: bytes('v'), ttl: LONG }),
    () => entries.renew(one, terms),
    () => entries.release(one, 't'),
    () => entries.evict(one),
    () => entries.time(),
    () => bus.announce(['a']),
    () => bus.position(),
    () => coordination.acquire(key('attempted lease'), terms),
    () => coordination.add(key('attempted counter'), 1, LONG),
    () => coordination.count(key('attempted counter')),
    () => coordination.leave(key('attempted handover'), bytes('v'), LONG),
    () => coordination.take(key('attempted handover')),
  ];
}

async function outcomes(calls: readonly (() => Promise<unknown>)[]): Promise<string[]> {
  const settled = await Promise.allSettled(calls.map((call) => call()));
  return settled.map((result) =>
    result.status === 'fulfilled' ? 'fulfilled' : String(result.reason.message),
  );
}

describe.skipIf(missing !== undefined)(`Redis in trouble${because}`, () => {
  let redis: RedisService;

  beforeAll(async () => {
    redis = await startRedis();
    return () => redis.stop();
  });
  beforeEach(async () => {
    await redis.flush();
  });

  const server = () => ({ mode: 'standalone', url: redis.url }) as const;

  async function opened(): Promise<TestStores> {
    const stores = openTestStores(server());
    await stores.ready();
    return stores;
  }

  it('is not needed for opening: operations reject at once, and work when it is there', async () => {
    await redis.kill();
    const errors: Error[] = [];
    const stores = openTestStores(server(), { onError: (error) => errors.push(error) });
    const { listener, heard } = recordingListener();
    stores.bus.listen(listener);
    stores.entries.onWake(() => {});
    expect(new Set(await outcomes(attempts(stores)))).toEqual(new Set([expect.stringMatching(/writeable/)]));
    await vi.waitFor(() => expect(errors.length).toBeGreaterThan(2), 5_000);
    await redis.restart();
    await stores.ready();
    await everything(stores);
    await vi.waitFor(() => expect(heard[0]).toEqual(['subscribed']), 5_000);
  });

  it('may forget the scripts', async () => {
    const stores = await opened();
    await everything(stores);
    await redis.command('SCRIPT', 'FLUSH');
    await everything(stores);
    await redis.command('SCRIPT', 'FLUSH');
    const many = Array.from({ length: 50 }, (_, index) => stores.entry(String(index)));
    const claims = many.map((entry) => ({ entry, terms: { token: 't', ttl: LONG } }));
    expect((await stores.entries.claimMany(claims)).every(({ granted }) => granted)).toBe(true);
    await redis.command('SCRIPT', 'FLUSH');
    const fills = many.map((entry) => ({ entry, fill: { token: 't', value: bytes('v'), ttl: LONG } }));
    expect(new Set(await stores.entries.fillMany(fills))).toEqual(new Set(['stored']));
    await redis.command('SCRIPT', 'FLUSH');
    await stores.entries.evictMany(many);
  });

  it('may hold something else under a key: reads reject, an eviction mends it', async () => {
    const stores = await opened();
    const entry = stores.entry('a');
    for (const key of [entry.data, entry.lease, entry.waiters]) await redis.command('LPUSH', key, 'x');
    await expect(stores.entries.get(entry.data)).rejects.toThrow(/^WRONGTYPE/);
    await expect(stores.entries.claim(entry, { token: 't', ttl: LONG })).rejects.toThrow(/WRONGTYPE/);
    await stores.entries.evict(entry);
    expect(await redis.command('DBSIZE')).toBe(0);
  });

  it('may be frozen: calls end with their timeout, and replies stay aligned afterwards', async () => {
    const stores = await opened();
    const keys = Array.from({ length: 50 }, (_, index) => stores.entry(`key ${index}`));
    for (const entry of keys)
      await stores.entries.put(entry, { token: 't', value: bytes(entry.data), ttl: LONG });
    await redis.freeze();
    const timeouts = await outcomes([
      ...keys.map(
        ({ data }) =>
          () =>
            stores.entries.get(data),
      ),
      ...attempts(stores),
    ]);
    expect(new Set(timeouts)).toEqual(new Set(['Command timed out']));
    await redis.thaw();
    await vi.waitFor(() => stores.entries.time(), 5_000);
    const values = await Promise.all(keys.map(({ data }) => stores.entries.get(data)));
    expect(values).toEqual(keys.map(({ data }) => bytes(data)));
    await everything(stores);
  });

  it('may apply late what was given up: a fill behind an eviction is refused', async () => {
    const stores = await opened();
    const entry = stores.entry('a');
    await stores.entries.claim(entry, { token: 't', ttl: LONG });
    await redis.freeze();
    const late = await outcomes([
      () => stores.entries.evict(entry),
      () => stores.entries.fill(entry, { token: 't', value: bytes('old'), ttl: LONG }),
    ]);
    expect(late).toEqual(['Command timed out', 'Command timed out']);
    await redis.thaw();
    await vi.waitFor(async () => expect(await redis.command('EXISTS', entry.lease)).toBe(0));
    expect(await stores.entries.get(entry.data)).toBeNull();
  });

  it('may be killed and come back empty: the stores are back, the bus says what happened', async () => {
    const stores = await opened();
    const { listener, heard } = recordingListener();
    stores.bus.listen(listener);
    const woken = vi.fn<(key: StoreKey) => void>();
    stores.entries.onWake(woken);
    await vi.waitFor(() => expect(heard).toEqual([['subscribed']]));
    const before = await stores.bus.position();
    await redis.kill();
    await vi.waitFor(() => expect(heard).toEqual([['subscribed'], ['disconnected']]));
    await redis.restart();
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(['subscribed']), 5_000);
    await vi.waitFor(() => stores.entries.time(), 5_000);
    expect((await stores.bus.position()).epoch).not.toBe(before.epoch);
    const position = await stores.bus.announce(['a']);
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(['message', position, ['a']]));
    await vi.waitFor(async () => {
      const entry = stores.entry('a');
      await stores.entries.evict(entry);
      await stores.entries.claim(entry, { token: 'a', ttl: LONG });
      await stores.entries.claim(entry, { token: 'b', ttl: LONG });
      await stores.entries.release(entry, 'a');
      expect(woken).toHaveBeenCalledWith(entry.data);
    }, 5_000);
    await everything(stores);
  });

  it('may be full: fills reject, leases still end, evictions and their announcements still work', async () => {
    const stores = await opened();
    const entry = stores.entry('a');
    await stores.entries.put(entry, { token: 't', value: bytes('old'), ttl: LONG });
    await stores.entries.claim(entry, { token: 't', ttl: LONG });
    await redis.fill();
    onTestFinished(() => redis.setConfig('maxmemory', '0'));
    const fill = { token: 't', value: bytes('new'), ttl: LONG };
    await expect(stores.entries.fill(entry, fill)).rejects.toThrow(/^OOM/);
    await expect(stores.entries.put(entry, fill)).rejects.toThrow(/^OOM/);
    await expect(stores.coordination.add(stores.key('c'), 1, LONG)).rejects.toThrow(/^OOM/);
    expect(await stores.entries.renew(entry, { token: 't', ttl: LONG })).toBe(true);
    expect(await stores.entries.get(entry.data)).toEqual(bytes('old'));
    await stores.entries.evict(entry);
    expect(await stores.entries.get(entry.data)).toBeNull();
    expect(await stores.entries.renew(entry, { token: 't', ttl: LONG })).toBe(false);
    const { listener, heard } = recordingListener();
    stores.bus.listen(listener);
    await vi.waitFor(() => expect(heard).toEqual([['subscribed']]));
    const position = await stores.bus.announce(['a']);
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(['message', position, ['a']]));
  });

  it('may have become a replica: writes reject, and work when it is a primary again', async () => {
    const stores = await opened();
    await redis.command('REPLICAOF', '127.0.0.1', '1');
    onTestFinished(async () => void (await redis.command('REPLICAOF', 'NO', 'ONE')));
    await expect(stores.entries.evict(stores.entry('a'))).rejects.toThrow(/^READONLY/);
    await redis.command('REPLICAOF', 'NO', 'ONE');
    await vi.waitFor(() => stores.entries.evict(stores.entry('a')), 5_000);
    await everything(stores);
  });

  it('may be busy with a script of somebody else', async () => {
    const stores = await opened();
    await redis.setConfig('busy-reply-threshold', '1');
    const endless = redis.command('EVAL', 'while true do end', '0').catch((error: Error) => error.message);
    await vi.waitFor(async () => {
      await expect(stores.entries.get(stores.key('a'))).rejects.toThrow(/^BUSY/);
    });
    expect(new Set(await outcomes(attempts(stores)))).toEqual(new Set([expect.stringMatching(/^BUSY/)]));
    await redis.command('SCRIPT', 'KILL');
    expect(await endless).toMatch(/killed/i);
    await everything(stores);
  });

  it('may cut connections as it likes', async () => {
    const stores = await opened();
    for (let round = 0; round < 5; round += 1) {
      const calls = outcomes(attempts(stores));
      await redis.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await calls;
      await vi.waitFor(() => stores.entries.time(), 5_000);
    }
    await redis.flush();
    await everything(stores);
  });

  it('may be two servers: the bus and leases outlive the one with the entries', async () => {
    const cache = await startRedis();
    onTestFinished(() => cache.stop());
    const stores = openTestStores({ mode: 'standalone', url: cache.url }, { coordination: server() });
    await stores.ready();
    await everything(stores);
    expect(await cache.command('DBSIZE')).toBe(0);
    const entry = stores.entry('a');
    await stores.entries.put(entry, { token: 't', value: bytes('v'), ttl: LONG });
    expect(await redis.command('EXISTS', entry.data)).toBe(0);
    await cache.kill();
    await expect(stores.entries.get(entry.data)).rejects.toThrow(/./);
    expect((await stores.bus.announce(['a'])).seq).toBe(2);
    expect(await stores.coordination.acquire(stores.key('b'), { token: 't', ttl: LONG })).toBe(true);
  });

  it('lets a closed store reject, and nothing hang', async () => {
    const stores = await opened();
    const running = outcomes(attempts(stores));
    await stores.close();
    await running;
    expect(new Set(await outcomes(attempts(stores)))).toEqual(new Set(['Connection is closed.']));
    await stores.close();
  });
});
