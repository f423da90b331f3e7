import { Cluster, type Redis } from 'ioredis';
import { busKeys, wakeChannel } from '../../keys/technical-keys.ts';
import { type Stores, systemRandom } from '../../ports/index.ts';
import { type Client, clientReady, closeClient, openClient, openConnection } from './client.ts';
import type { ClientSettings } from './driver-options.ts';
import { RedisBusStore, slotOf } from './redis-bus-store.ts';
import { RedisCoordinationStore } from './redis-coordination-store.ts';
import { RedisEntryStore } from './redis-entry-store.ts';
import type { RedisOptions, RedisServer } from './redis-options.ts';
import { type ServerReport, serverReports } from './server-report.ts';
import { wakeUps } from './wake-ups.ts';

export interface RedisStores extends Stores {
  /** Resolves when the servers take commands. Waits as long as it takes; the stores work without anybody waiting. */
  ready(): Promise<void>;
  /** What the servers say of themselves: first those of the entries, then those that coordinate where they are others. */
  describe(): Promise<{
    readonly entries: readonly ServerReport[];
    readonly coordination: readonly ServerReport[] | undefined;
  }>;
}

/**
 * Opens at once, whether or not a server is there: without one every operation rejects. Redis 7 or newer, or Valkey; one
 * server, a primary with sentinels, or a cluster.
 */
export function redisStores(options: RedisOptions): RedisStores {
  const { cache, coordination = cache, namespace } = options;
  const keys = busKeys(namespace);
  const settings: ClientSettings = {
    commandTimeout: options.commandTimeout ?? 200,
    autoPipelining: options.autoPipelining ?? false,
    onError: options.onError ?? (() => {}),
  };
  const entryClient = openClient(cache, settings);
  const coordinationClient = coordination === cache ? entryClient : openClient(coordination, settings);
  const clients = new Set([entryClient, coordinationClient]);

  const wakes = wakeUps(wakeChannel(namespace, systemRandom.token()), opener(cache, entryClient, settings));
  // After a failover the old primary's connection may live on, and hear nothing.
  entryClient.on('close', () => wakes.renew());
  const slot = slotOf(keys.epoch);
  const bus = new RedisBusStore(
    coordinationClient,
    keys,
    opener(coordination, coordinationClient, settings, slot),
  );

  return {
    entries: new RedisEntryStore(entryClient, wakes, keys.epoch),
    bus,
    coordination: new RedisCoordinationStore(coordinationClient),
    speaksFor: namespace.text,
    evictedKeys: async () =>
      (await serverReports(entryClient)).reduce((sum, { evictedKeys }) => sum + evictedKeys, 0),
    describe: async () => ({
      entries: await serverReports(entryClient),
      coordination: coordinationClient === entryClient ? undefined : await serverReports(coordinationClient),
    }),
    async ready() {
      await Promise.all([...clients].map(clientReady));
    },
    async close() {
      await Promise.all([wakes.close(), bus.close(), ...[...clients].map(closeClient)]);
    },
  };
}

/** Makes connections for subscriptions; on a cluster to the primary of the slot, or to any node where none is given. */
function opener(server: RedisServer, client: Client, settings: ClientSettings, slot?: number): () => Redis {
  return () => {
    const connection = openConnection(
      server,
      settings,
      client instanceof Cluster ? nodeOf(client, slot) : undefined,
    );
    connection.on('error', settings.onError);
    return connection;
  };
}

function nodeOf(cluster: Cluster, slot: number | undefined): string {
  // For the next attempt, if this one meets the wrong node.
  if (cluster.status === 'ready') cluster.refreshSlotsCache();
  const node = slot === undefined ? anyNode(cluster) : cluster.slots[slot]?.[0];
  if (node === undefined) throw new Error('the cluster is not known yet');
  return node;
}

function anyNode(cluster: Cluster): string | undefined {
  const nodes = cluster.nodes('master').filter((node) => node.status !== 'end');
  const { host, port } = nodes[Math.floor(systemRandom.fraction() * nodes.length)]?.options ?? {};
  return host === undefined ? undefined : `${host}:${port}`;
}
