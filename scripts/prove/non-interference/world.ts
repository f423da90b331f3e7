import { join } from 'node:path';
import type { RedisService } from '@quotewright/acceleration/testing';
import { systemClock, tenantId } from '@quotewright/kernel';
import { DevelopmentIssuer } from '@quotewright/platform/auth';
import { type OwnedDatabase, openEmbedded, openPostgres } from '@quotewright/platform/postgres';
import { newInstallation, type RunningServer } from '../../../apps/server/e2e/server-process.ts';
import { durableState, type Table } from './durable-state.ts';
import type { Person } from './step.ts';

/** An installation of its own, in which the sequence is played. */
export interface World {
  readonly name: string;
  readonly redis?: RedisService;
  /** Where its servers listen, while a scene is played. */
  readonly urls: readonly string[];
  /** Starts the servers for a tenant that is new. */
  open(tenant: string): Promise<void>;
  token(person: Person): string;
  /** Ends the servers. Answers with what the tenant's work came to. */
  close(): Promise<readonly Table[]>;
  remove(): Promise<void>;
}

export interface WorldOptions {
  readonly name: string;
  readonly settings?: NodeJS.ProcessEnv;
  /** Absent: the embedded database. */
  readonly databaseUrl?: string;
  readonly redis?: RedisService;
  readonly servers?: number;
}

const PEOPLE: readonly Person[] = ['admin', 'sales', 'approver'];

export async function newWorld(options: WorldOptions): Promise<World> {
  const { name, settings = {}, databaseUrl, redis, servers = 1 } = options;
  const installation = await newInstallation({
    QUOTEWRIGHT_DEMO: 'false',
    QUOTEWRIGHT_LOG_LEVEL: 'error',
    // Worlds with and without a store must refuse the same.
    QUOTEWRIGHT_RATE_LIMITS: 'off',
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    ...(redis !== undefined && { REDIS_URL: redis.url }),
    ...settings,
  });
  const directory = join(installation.directory, 'data');
  const tokens = new Map<Person, string>();
  let running: RunningServer[] = [];
  let tenant = '';

  return {
    name,
    ...(redis !== undefined && { redis }),
    get urls() {
      return running.map((server) => server.url);
    },
    async open(newTenant) {
      tenant = newTenant;
      await installation.command('tenant', 'create', tenant, '--currency', 'EUR');
      running = await Promise.all(Array.from({ length: servers }, () => installation.start()));
      const issuer = await DevelopmentIssuer.open(directory);
      for (const person of PEOPLE) {
        const token = await issuer.mintToken({ tenant: tenantId(tenant), subject: person, roles: [person] });
        tokens.set(person, token);
      }
    },
    token: (person) => tokens.get(person) as string,
    async close() {
      const ends = await Promise.all(running.map((server) => server.stop()));
      const bad = ends.find((status) => status !== 0);
      if (bad !== undefined) throw new Error(`a server of ${name} ended with status ${bad}`);
      const database = await openDatabase(databaseUrl, directory);
      try {
        return await durableState(database, tenant);
      } finally {
        await database.close();
      }
    },
    remove: () => installation.remove(),
  };
}

function openDatabase(databaseUrl: string | undefined, directory: string): Promise<OwnedDatabase> {
  const clock = systemClock;
  return databaseUrl === undefined
    ? openEmbedded({ directory, clock })
    : Promise.resolve(openPostgres({ url: databaseUrl, clock }));
}
