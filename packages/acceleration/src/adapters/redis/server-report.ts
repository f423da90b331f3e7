import { Cluster } from 'ioredis';
import type { Client } from './client.ts';

/** What a Redis says of itself. Sizes in bytes; `maxMemory` 0 is no limit of its own. */
export interface ServerReport {
  /** `host:port` */
  readonly address: string;
  readonly version: string;
  readonly usedMemory: number;
  readonly maxMemory: number;
  /** `noeviction`, `allkeys-lru`, … */
  readonly evictionPolicy: string;
  readonly evictedKeys: number;
}

/** One server, or the primaries of a cluster. */
export async function serverReports(client: Client): Promise<readonly ServerReport[]> {
  const servers = client instanceof Cluster ? client.nodes('master') : [client];
  return Promise.all(
    servers.map(async (server) => {
      const info = await server.info();
      const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
      const { host = '', port = '' } = server.options;
      return {
        address: `${host}:${port}`,
        version: field('valkey_version') || field('redis_version'),
        usedMemory: Number(field('used_memory')),
        maxMemory: Number(field('maxmemory')),
        evictionPolicy: field('maxmemory_policy'),
        evictedKeys: Number(field('evicted_keys')),
      };
    }),
  );
}
