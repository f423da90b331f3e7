import { Cluster, Redis } from 'ioredis';
import { systemTimers } from '../../ports/index.ts';
import { backoff } from './backoff.ts';
import { NODE_READY, openCluster } from './cluster-client.ts';
import {
  type ClientSettings,
  DISCONNECT_TIMEOUT,
  type DriverOptions,
  driverAccess,
  driverSettings,
  driverTls,
} from './driver-options.ts';
import type { ClusterServer, RedisServer } from './redis-options.ts';
import { giveUpWhenStuck } from './stuck-connection.ts';

/** What sends commands. Both kinds reject at once while they have no connection, and connect again for ever. */
export type Client = Redis | Cluster;

export function openClient(server: RedisServer, client: ClientSettings): Client {
  const opened = server.mode === 'cluster' ? openCluster(server, client) : openSingle(server, client);
  opened.on('error', client.onError);
  // The driver gives up for good when it is told to reconnect in the middle of connecting. We never do.
  opened.on('end', () => {
    if (!closing.has(opened)) systemTimers.after(backoff(1), () => begin(opened));
  });
  begin(opened);
  return opened;
}

function begin(client: Client): void {
  if (closing.has(client)) return;
  // What went wrong reaches the error listener.
  client.connect().catch(() => {});
}

function openSingle(server: Exclude<RedisServer, ClusterServer>, client: ClientSettings): Redis {
  const redis = single(server, {
    ...driverSettings(client),
    retryStrategy: backoff,
    // A primary that became a replica: the address must be looked up again.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  giveUpWhenStuck(redis);
  return redis;
}

/** One server, or the primary that the sentinels name at the moment of connecting. */
function single(server: Exclude<RedisServer, ClusterServer>, options: DriverOptions): Redis {
  if (server.mode === 'standalone') return new Redis(server.url, { ...options, ...driverAccess(server) });
  const { name, sentinels, sentinelUsername, sentinelPassword, tls } = server;
  return new Redis({
    ...options,
    ...driverAccess(server),
    name,
    sentinels: sentinels.map((sentinel) => ({ ...sentinel })),
    ...(sentinelUsername === undefined ? {} : { sentinelUsername }),
    ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
    ...(tls === undefined ? {} : { enableTLSForSentinelMode: true, sentinelTLS: driverTls(tls) }),
    sentinelCommandTimeout: 500,
    sentinelRetryStrategy: backoff,
  });
}

/** A connection of its own to the server (of a cluster: the given node), not connected yet, which does not come back once it is lost. */
export function openConnection(server: RedisServer, client: ClientSettings, node?: string): Redis {
  const options: DriverOptions = {
    ...driverSettings(client),
    enableAutoPipelining: false,
    retryStrategy: () => null,
  };
  if (server.mode !== 'cluster') return single(server, options);
  const { host, port } = addressOf(node ?? `${server.nodes[0]?.host}:${server.nodes[0]?.port}`);
  return new Redis({ ...options, ...driverAccess(server), host, port });
}

/** As the driver writes nodes: `host:port`; an IPv6 host has colons of its own. */
function addressOf(node: string): { readonly host: string; readonly port: number } {
  const colon = node.lastIndexOf(':');
  return { host: node.slice(0, colon), port: Number(node.slice(colon + 1)) };
}

const closing = new WeakSet<Client>();

/** Commands under way reject. */
export async function closeClient(client: Client): Promise<void> {
  closing.add(client);
  if (client.status === 'end') return;
  await new Promise<void>((resolve) => {
    // Between two attempts to connect there is nothing to end, and no event. Nothing else may keep the process alive until then.
    const noEvent = setTimeout(resolve, 2 * DISCONNECT_TIMEOUT);
    client.once('end', () => {
      clearTimeout(noEvent);
      resolve();
    });
    client.disconnect();
  });
}

/** Resolves when the client takes commands, on a cluster for every slot; immediately if it does already. */
export function clientReady(client: Client): Promise<void> {
  if (takesCommands(client)) return Promise.resolve();
  return new Promise((resolve) => {
    const check = () => {
      if (!takesCommands(client)) return;
      for (const event of READINESS) client.off(event, check);
      resolve();
    };
    for (const event of READINESS) client.on(event, check);
  });
}

const READINESS = ['ready', NODE_READY, '-node'] as const;

function takesCommands(client: Client): boolean {
  if (client.status !== 'ready') return false;
  return !(client instanceof Cluster) || client.nodes('master').every(({ status }) => status === 'ready');
}
