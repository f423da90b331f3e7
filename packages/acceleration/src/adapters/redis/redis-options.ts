import type { Namespace } from '../../keys/namespace.ts';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** PEM texts, as Node's `tls.connect` takes them. */
export interface RedisTls {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  /** The name that the server's certificate is checked against, where it is not the host's. */
  readonly servername?: string;
}

interface Access {
  readonly username?: string;
  readonly password?: string;
  /** Also spoken with sentinels. Empty: TLS with the system's authorities. */
  readonly tls?: RedisTls;
}

/** `redis://[user:password@]host:port[/db]`, or `rediss://` for TLS. */
export interface StandaloneServer extends Access {
  readonly mode: 'standalone';
  readonly url: string;
}

export interface SentinelServer extends Access {
  readonly mode: 'sentinel';
  /** Of the primary, as the sentinels know it. */
  readonly name: string;
  readonly sentinels: readonly RedisAddress[];
  /** For the sentinels themselves. */
  readonly sentinelUsername?: string;
  readonly sentinelPassword?: string;
}

export interface ClusterServer extends Access {
  readonly mode: 'cluster';
  /** Some of the nodes; the others are found through them. */
  readonly nodes: readonly RedisAddress[];
}

export type RedisServer = StandaloneServer | SentinelServer | ClusterServer;

export interface RedisOptions {
  /** Where entries live: may evict (`allkeys-lru`, `allkeys-lfu`). */
  readonly cache: RedisServer;
  /** Where bus, leases and counters live: must not evict (`noeviction`). Default: the same server. */
  readonly coordination?: RedisServer;
  readonly namespace: Namespace;
  /**
   * Milliseconds after which a command without a reply rejects: the backstop behind the deadline of the caller, and the bound
   * of a handshake. Default 200.
   */
  readonly commandTimeout?: number;
  /** Sends the commands of one turn of the event loop as one write. Default false: it costs where commands are few. */
  readonly autoPipelining?: boolean;
  /** Hears of every failed attempt to connect, again and again while it lasts. For the log; the stores mend themselves. */
  readonly onError?: (error: Error) => void;
}
