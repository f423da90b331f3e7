import { beforeAll, describe, expect, it, vi } from 'vitest';
import { busKeys } from '../../keys/technical-keys.ts';
import { type RedisClusterService, slotOf, startRedisCluster } from '../../testing/servers/redis-cluster.ts';
import { redisMissing } from '../../testing/servers/redis-process.ts';
import { busReconnectionContract, storeContract } from '../../testing/store-contract/index.ts';
import { recordingListener } from './fixtures/recording-listener.ts';
import { bytes, freshNamespace, openTestStores, type TestStores } from './fixtures/test-stores.ts';
import { redisStores } from './redis-stores.ts';

const missing = redisMissing();
const because = missing === undefined ? '' : ` [${missing}]`;
const LONG = 60_000;

describe.skipIf(missing !== undefined)(`a Redis cluster${because}`, () => {
  let cluster: RedisClusterService;

  beforeAll(async () => {
    cluster = await startRedisCluster();
    return () => cluster.stop();
  });

  const server = () => ({ mode: 'cluster', nodes: cluster.addresses }) as const;
  const everywhere = async (command: string, ...args: string[]) => {
    // A replica refuses to be flushed.
    await Promise.allSettled(cluster.nodes.map((node) => node.command(command, ...args)));
  };

  async function open() {
    const namespace = freshNamespace();
    return {
      async stores() {
        const stores = redisStores({ cache: server(), namespace });
        await stores.ready();
        return stores;
      },
      flush: () => everywhere('FLUSHALL'),
      disconnect: () => everywhere('CLIENT', 'KILL', 'TYPE', 'pubsub'),
      close: async () => {},
    };
  }

  storeContract('a cluster', open);
  busReconnectionContract('a cluster', open);

  async function opened(): Promise<TestStores> {
    const stores = openTestStores(server());
    await stores.ready();
    return stores;
  }

  async function listening(stores: TestStores) {
    const { listener, heard } = recordingListener();
    const subscription = stores.bus.listen(listener);
    await vi.waitFor(() => expect(heard).toEqual([['subscribed']]), 5_000);
    return { heard, subscription };
  }

  it('gives many over all shards in their order, in one go', async () => {
    const stores = await opened();
    const entries = Array.from({ length: 60 }, (_, index) => stores.entry(`many ${index}`));
    const owners = await Promise.all(entries.map(({ data }) => cluster.primaryOf(slotOf(data))));
    expect(new Set(owners).size).toBe(3);
    const claims = entries.map((entry) => ({ entry, terms: { token: 't', ttl: LONG } }));
    expect((await stores.entries.claimMany(claims)).every(({ granted }) => granted)).toBe(true);
    const fills = entries.map((entry) => ({
      entry,
      fill: { token: 't', value: bytes(entry.data), ttl: LONG },
    }));
    expect(new Set(await stores.entries.fillMany(fills))).toEqual(new Set(['stored']));
    const keys = entries.map(({ data }) => data).toReversed();
    expect(await stores.entries.getMany(keys)).toEqual(keys.map((key) => bytes(key)));
    await stores.entries.evictMany(entries);
    expect(await stores.entries.getMany(keys)).toEqual(keys.map(() => null));
  });

  it('may lose the scripts on every node', async () => {
    const stores = await opened();
    await everywhere('SCRIPT', 'FLUSH');
    const entries = Array.from({ length: 30 }, (_, index) => stores.entry(`flushed ${index}`));
    const claims = entries.map((entry) => ({ entry, terms: { token: 't', ttl: LONG } }));
    expect((await stores.entries.claimMany(claims)).every(({ granted }) => granted)).toBe(true);
  });

  it('may move the slot of the bus: the listener is told, and listens there', async () => {
    const stores = await opened();
    const { heard, subscription } = await listening(stores);
    const before = await stores.bus.announce(['before']);
    const { channel } = busKeys(stores.namespace);
    await cluster.moveSlotOf(channel);
    await vi.waitFor(() => expect(heard.slice(-2)).toEqual([['disconnected'], ['subscribed']]), 10_000);
    const position = await vi.waitFor(() => stores.bus.announce(['after']), 5_000);
    expect(position).toEqual({ epoch: before.epoch, seq: before.seq + 1 });
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(['message', position, ['after']]));
    await subscription.beat('n');
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(['heartbeat', position, 'n']));
  });

  it('may lose a primary: other shards go on, its own comes back with the replica, the bus too', async () => {
    const stores = await opened();
    const { heard, subscription } = await listening(stores);
    const { channel } = busKeys(stores.namespace);
    const victim = await cluster.primaryOf(channel);
    const names = Array.from({ length: 40 }, (_, index) => stores.entry(`entry ${index}`));
    const owners = await Promise.all(names.map(({ data }) => cluster.primaryOf(data)));
    const spared = names.filter((_, index) => owners[index] !== victim);
    const hit = names.filter((_, index) => owners[index] === victim);
    const failover = cluster.killPrimaryOf(channel);
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(['disconnected']));
    await expect(stores.entries.evictMany(hit)).rejects.toThrow(/./);
    await stores.entries.evictMany(spared.slice(0, 3));
    await failover;
    await vi.waitFor(() => stores.entries.evictMany(names), 10_000);
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(['subscribed']), 10_000);
    const position = await stores.bus.announce(['a']);
    await subscription.beat('n');
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(['heartbeat', position, 'n']));
    await victim.restart();
  });

  it('may have a frozen primary: calls to it end with their timeout, those to others work', async () => {
    const stores = await opened();
    const names = Array.from({ length: 40 }, (_, index) => stores.entry(`frozen ${index}`));
    const owners = await Promise.all(names.map(({ data }) => cluster.primaryOf(data)));
    const victim = owners[0];
    const [hit, spared] = [names[0], names.find((_, index) => owners[index] !== victim)];
    await victim?.freeze();
    await expect(stores.entries.get(hit?.data as never)).rejects.toThrow(/timed out/);
    expect(await stores.entries.get(spared?.data as never)).toBeNull();
    await vi.waitFor(() => stores.entries.get(hit?.data as never), { timeout: 15_000, interval: 100 });
    await victim?.thaw();
    await vi.waitFor(() => stores.entries.evictMany(names), 5_000);
  });
});
