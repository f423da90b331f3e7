import { type RedisService, startRedis } from '@quotewright/acceleration/testing';
import {
  type Installation,
  newInstallation,
  type RunningServer,
} from '../../apps/server/e2e/server-process.ts';
import { type PostgresService, startPostgres } from '../../scripts/services/postgres.ts';

/** How much of the read ladder a server has: PostgreSQL alone, Redis above it, memory above that; the last with limits as well. */
export type Rung = 'postgres' | 'l2' | 'l1' | 'limited';

const RUNGS: Readonly<Record<Rung, NodeJS.ProcessEnv>> = {
  postgres: { QUOTEWRIGHT_CACHE: 'off' },
  // Too little for any value: memory holds nothing.
  l2: { QUOTEWRIGHT_CACHE_MEMORY: '1KiB' },
  l1: {},
  limited: { QUOTEWRIGHT_RATE_LIMITS: 'on' },
};

export interface HttpWorld {
  readonly redis: RedisService;
  /** Of the tenant modelmart, for who may do everything. */
  readonly token: string;
  /** A server of its own process; the same one for the same rung. */
  server(rung: Rung): Promise<RunningServer>;
  /** Another one on the rung `l1`. */
  another(): Promise<RunningServer>;
  stop(): Promise<void>;
}

/** The demo tenant on a private PostgreSQL and Redis. */
export async function startHttpWorld(): Promise<HttpWorld> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of stops.toReversed()) await end();
  };
  try {
    const postgres: PostgresService = await startPostgres();
    stops.push(() => postgres.stop());
    const redis = await startRedis();
    stops.push(() => redis.stop());
    const installation = (settings: NodeJS.ProcessEnv) =>
      newInstallation({
        DATABASE_URL: postgres.url,
        REDIS_URL: redis.url,
        QUOTEWRIGHT_LOG_LEVEL: 'error',
        // One caller asks more than any quota allows.
        QUOTEWRIGHT_RATE_LIMITS: 'off',
        QUOTEWRIGHT_QUOTA_CEILING: '1000000',
        ...settings,
      });
    const first = await installation({});
    stops.push(() => first.remove());
    await first.command('seed', 'modelmart');
    const roles = 'sales,approver,catalog-manager,pricing-manager,operator,admin';
    const { stdout: token } = await first.command('token', '--tenant', 'modelmart', '--roles', roles);
    const dataDirectory = first.environment['QUOTEWRIGHT_DATA_DIR'];
    const start = async (rung: Rung): Promise<RunningServer> => {
      // One folder, so that all believe the token.
      const own: Installation = await installation({
        ...RUNGS[rung],
        ...(dataDirectory !== undefined && { QUOTEWRIGHT_DATA_DIR: dataDirectory }),
      });
      stops.push(() => own.remove());
      return own.start();
    };
    const servers = new Map<Rung, Promise<RunningServer>>();
    return {
      redis,
      token: token.trim(),
      server(rung) {
        const server = servers.get(rung) ?? start(rung);
        servers.set(rung, server);
        return server;
      },
      another: () => start('l1'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
