import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Cluster } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type RedisService, startRedis } from '../../testing/servers/redis.ts';
import { type RedisClusterService, startRedisCluster } from '../../testing/servers/redis-cluster.ts';
import { redisMissing } from '../../testing/servers/redis-process.ts';
import { clientReady, closeClient, openClient } from './client.ts';
import { openTestStores } from './fixtures/test-stores.ts';

const missing = redisMissing();
const because = missing === undefined ? '' : ` [${missing}]`;

/** Beginnings of replies which, if they are believed, have no end that ever comes. */
const DAMAGES = [
  ['a text of a hundred million bytes', '$100000000\r\n'],
  ['a list of a hundred million replies', '*100000000\r\n'],
] as const;

interface Relay {
  readonly url: string;
  /** Puts this between the replies of all connections. */
  say(text: string): void;
  /** Keeps the next bytes of replies to itself. */
  swallow(): void;
  /** Connections that were made. */
  connections(): number;
}

async function relayTo(port: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let made = 0;
  let swallows = false;
  const server: Server = createServer((client) => {
    made += 1;
    const behind = connect(port, '127.0.0.1');
    sockets.add(client);
    for (const [one, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      one.on('error', () => {});
      one.on('close', () => other.destroy());
    }
    client.pipe(behind);
    behind.on('data', (bytes) => {
      if (swallows) swallows = false;
      else client.write(bytes);
    });
    client.on('close', () => sockets.delete(client));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address() as { readonly port: number };
  return {
    url: `redis://127.0.0.1:${address.port}`,
    say: (text) => {
      for (const socket of sockets) socket.write(text);
    },
    swallow: () => {
      swallows = true;
    },
    connections: () => made,
  };
}

describe.skipIf(missing !== undefined)(`a connection to Redis${because}`, () => {
  let redis: RedisService;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it.each(DAMAGES)('that believes in %s is given up, although bytes go on coming', async (_, damage) => {
    const relay = await relayTo(redis.port);
    const stores = openTestStores({ mode: 'standalone', url: relay.url });
    await stores.ready();
    await stores.entries.time();
    relay.say(damage);
    // Each of them has its reply sent, which is taken for a part of the damaged one.
    await expect(stores.entries.time()).rejects.toThrow('Command timed out');
    await vi.waitFor(() => stores.entries.time(), { timeout: 8_000, interval: 50 });
  });

  it('that lost one reply, so that each command gets the one of the next, is given up', async () => {
    const relay = await relayTo(redis.port);
    const stores = openTestStores({ mode: 'standalone', url: relay.url });
    await stores.ready();
    await stores.entries.time();
    relay.swallow();
    await expect(stores.entries.time()).rejects.toThrow('Command timed out');
    await vi.waitFor(() => stores.entries.time(), { timeout: 10_000, interval: 400 });
    expect(relay.connections()).toBeGreaterThan(1);
  });

  it('is kept while it answers, however much is asked, and while nothing is asked', async () => {
    const relay = await relayTo(redis.port);
    const stores = openTestStores({ mode: 'standalone', url: relay.url }, { commandTimeout: 10_000 });
    await stores.ready();
    const before = relay.connections();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    for (let round = 0; round < 20; round += 1) {
      const asked = Array.from({ length: 200 }, () => stores.entries.time());
      vi.advanceTimersByTime(250);
      await Promise.all(asked);
    }
    vi.advanceTimersByTime(60_000);
    expect(await stores.entries.time()).toBeGreaterThan(0);
    expect(relay.connections()).toBe(before);
  });
});

describe.skipIf(missing !== undefined)(`a connection to a node of a cluster${because}`, () => {
  let cluster: RedisClusterService;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  }, 60_000);
  afterAll(() => cluster.stop());

  it('is given up as one to a single server', async () => {
    const client = openClient(
      { mode: 'cluster', nodes: cluster.addresses },
      { commandTimeout: 200, autoPipelining: false, onError: () => {} },
    ) as Cluster;
    onTestFinished(() => closeClient(client));
    await clientReady(client);
    await client.set('key', 'value');
    for (const node of client.nodes('master')) node.stream.emit('data', Buffer.from(DAMAGES[0][1]));
    await expect(client.get('key')).rejects.toThrow('Command timed out');
    await vi.waitFor(async () => expect(await client.get('key')).toBe('value'), {
      timeout: 8_000,
      interval: 50,
    });
  });
});
