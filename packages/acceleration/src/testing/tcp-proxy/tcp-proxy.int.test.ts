import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts';

const url = process.env['REDIS_URL'];

describe.skipIf(url === undefined)('Redis behind the proxy (needs REDIS_URL)', () => {
  let proxy: TcpProxy;
  let redis: Redis;
  const key = `tcp-proxy:${process.pid}`;
  const value = 'v'.repeat(10_000);

  beforeEach(async () => {
    const { hostname, port } = new URL(url ?? '');
    proxy = await tcpProxy({ target: { host: hostname, port: Number(port) || 6379 }, seed: 1 });
    redis = client();
    await redis.connect();
    await redis.set(key, value);
  });

  afterEach(async () => {
    await proxy.heal();
    redis.disconnect();
    await proxy.close();
  });

  function client(): Redis {
    const made = new Redis({
      host: proxy.host,
      port: proxy.port,
      lazyConnect: true,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      retryStrategy: () => null,
      commandTimeout: 5000,
    });
    made.on('error', () => {});
    return made;
  }

  it('answers in tiny pieces', async () => {
    await proxy.set({ kind: 'split', size: 7 });
    expect(await redis.get(key)).toBe(value);
  });

  it('does what was sent while it hung, once it is healed, and stays aligned', async () => {
    await proxy.set({ kind: 'hang' });
    const answers = [redis.set(key, 'late'), redis.get(key), redis.echo('mine')];
    while (proxy.stats.request.held === 0) await new Promise((resolve) => setImmediate(resolve));
    await proxy.heal();
    expect(await Promise.all(answers)).toEqual(['OK', 'late', 'mine']);
  });

  it('is reset in the middle of a reply, and the write of that command was done', async () => {
    await proxy.set({ kind: 'reset', afterReplyBytes: 3 });
    await expect(redis.set(key, 'written')).rejects.toThrow(/closed|ECONNRESET/);
    await proxy.heal();
    await redis.connect();
    expect(await redis.get(key)).toBe('written');
  });

  it('truncates a reply', async () => {
    await proxy.set({ kind: 'truncate', afterReplyBytes: 5000 });
    await expect(redis.get(key)).rejects.toThrow(/closed/);
    expect(proxy.stats.truncated).toBe(1);
  });

  it('answers with a corrupted value that the client cannot tell', async () => {
    await proxy.set({ kind: 'corrupt', rate: 0.0005, direction: 'reply' });
    // Whether the frame or the value is hit is the seed's choice: this one hits the value alone.
    const answer = await redis.get(key);
    expect(answer).not.toBe(value);
    expect(answer).toHaveLength(value.length);
    expect(proxy.stats.reply.corrupted).toBeGreaterThan(0);
  });

  it('breaks the frame of a reply: the client reports it, and works again on a new connection', async () => {
    await proxy.set({ kind: 'corrupt', rate: 1, direction: 'reply' });
    const answer = await redis.get(key).catch((error: Error) => error);
    expect(answer).toBeInstanceOf(Error);
    await proxy.heal();
    redis.disconnect();
    redis = client();
    await redis.connect();
    expect(await redis.get(key)).toBe(value);
  });

  it('refuses new connections, and takes them on the same port when it is healed', async () => {
    await proxy.set({ kind: 'refuse' });
    const second = client();
    await expect(second.connect()).rejects.toThrow(/closed|ECONNREFUSED/);
    await proxy.heal();
    await second.connect();
    expect(await second.get(key)).toBe(value);
    second.disconnect();
  });
});
