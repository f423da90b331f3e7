import { Cluster, type Redis } from 'ioredis';
import { systemTimers } from '../../ports/index.ts';
import { backoff } from './backoff.ts';
import { type ClientSettings, driverAccess, driverSettings } from './driver-options.ts';
import type { ClusterServer } from './redis-options.ts';
import { giveUpWhenStuck } from './stuck-connection.ts';

/** Milliseconds from the loss of a node to asking the cluster who serves its slots. */
const REFRESH_DELAY = 100;

/** Emitted by the cluster when one of its nodes takes commands. */
export const NODE_READY = 'node ready';

export function openCluster(server: ClusterServer, client: ClientSettings): Cluster {
  const cluster = new Cluster(
    server.nodes.map((node) => ({ ...node })),
    {
      redisOptions: { ...driverSettings(client), ...driverAccess(server) },
      enableOfflineQueue: false,
      enableAutoPipelining: client.autoPipelining,
      scaleReads: 'master',
      lazyConnect: true,
      clusterRetryStrategy: backoff,
      slotsRefreshTimeout: 1_000,
      slotsRefreshInterval: 2_000,
      maxRedirections: 4,
      // Would send a command again that may have been applied already.
      retryDelayOnFailover: 0,
      // Host names in addresses stay as they are: certificates are made out to them.
      ...(server.tls === undefined ? {} : { dnsLookup: (host, found) => found(null, host) }),
    },
  );
  cluster.on('node error', client.onError);
  connectEagerly(cluster);
  refreshAfterLoss(cluster);
  return cluster;
}

/**
 * The driver connects to a node with the first command for it, and refuses the next ones until that is done. Not before the
 * cluster is ready, and not in the turn that brings a node: the driver's own check of the cluster, and a command that was
 * redirected to a new node, pass only while nothing has begun yet.
 */
function connectEagerly(cluster: Cluster): void {
  const connect = () => {
    if (cluster.status !== 'ready') return;
    for (const node of cluster.nodes('master')) {
      if (node.status === 'wait') node.connect().catch(() => {});
    }
  };
  cluster.on('ready', connect);
  cluster.on('+node', (node: Redis) => {
    node.on('ready', () => cluster.emit(NODE_READY));
    giveUpWhenStuck(node);
    setImmediate(connect);
  });
}

/** A node went: its slots may be somewhere else before the next round of refreshing. Not at once, and again and again: it may be gone for long. */
function refreshAfterLoss(cluster: Cluster): void {
  let planned = false;
  cluster.on('-node', () => {
    if (planned) return;
    planned = true;
    systemTimers.after(REFRESH_DELAY, () => {
      planned = false;
      if (cluster.status === 'ready') cluster.refreshSlotsCache();
    });
  });
}
