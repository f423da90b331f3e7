import { QUOTA_NAMES } from '@quotewright/platform/limits';
import { newInstallation } from '../../apps/server/e2e/server-process.ts';
import {
  OPEN_TROUBLE,
  type TroubledStore,
} from '../../apps/server/src/compose/store-down/fixtures/store-troubles.ts';
import type { StoreTroubleName } from '../../apps/server/src/compose/store-down/store-down-table.ts';
import { type PostgresService, startPostgres } from '../../scripts/services/postgres.ts';
import { apiClient } from '../http/api-client.ts';

/** What one caller asks here is more than any quota of the release allows. */
const WIDE = { units: 1_000_000, windowSeconds: 1, burst: 1_000_000 };

/** A server process as it is delivered, limits included, on a store of its own. */
export interface TroubledServer {
  readonly url: string;
  readonly store: TroubledStore;
  stop(): Promise<void>;
}

export interface TroubleWorld {
  /** Of the demo tenant modelmart, for who may do everything. */
  readonly token: string;
  open(trouble: StoreTroubleName): Promise<TroubledServer>;
  /** A process without caches, which asks no store for anything. */
  openBare(): Promise<Pick<TroubledServer, 'url' | 'stop'>>;
  stop(): Promise<void>;
}

/** The demo tenant on a private PostgreSQL, with limits that nobody reaches. */
export async function startTroubleWorld(): Promise<TroubleWorld> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = () => inReverse(stops);
  try {
    const postgres: PostgresService = await startPostgres();
    stops.push(() => postgres.stop());
    const installation = (settings: NodeJS.ProcessEnv) =>
      newInstallation({
        DATABASE_URL: postgres.url,
        QUOTEWRIGHT_LOG_LEVEL: 'error',
        QUOTEWRIGHT_QUOTA_CEILING: '1000000',
        ...settings,
      });
    const first = await installation({});
    stops.push(() => first.remove());
    await first.command('seed', 'modelmart');
    const roles = 'sales,operator,admin';
    const { stdout } = await first.command('token', '--tenant', 'modelmart', '--roles', roles);
    const token = stdout.trim();
    const server = await first.start();
    await widenLimits(server.url, token);
    await server.stop();
    const dataDirectory = first.environment['QUOTEWRIGHT_DATA_DIR'];
    const serve = async (settings: NodeJS.ProcessEnv) => {
      // One folder, so that all believe the token.
      const own = await installation({
        ...settings,
        ...(dataDirectory !== undefined && { QUOTEWRIGHT_DATA_DIR: dataDirectory }),
      });
      const stopOwn = () => own.remove();
      try {
        return { url: (await own.start()).url, stop: stopOwn };
      } catch (error) {
        await stopOwn();
        throw error;
      }
    };
    return {
      token,
      async open(trouble) {
        const store = await OPEN_TROUBLE[trouble]();
        try {
          const server = await serve(store.settings);
          return { url: server.url, store, stop: () => inReverse([() => store.stop(), server.stop]) };
        } catch (error) {
          await store.stop();
          throw error;
        }
      },
      openBare: () => serve({ QUOTEWRIGHT_CACHE: 'off' }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function widenLimits(url: string, token: string): Promise<void> {
  const quotas = Object.fromEntries(QUOTA_NAMES.map((quota) => [quota, WIDE]));
  const body = { quotas, costFactors: {} };
  await apiClient(url, token).send('PUT', '/admin/rate-limits', body, { 'if-match': '"0"' });
}

async function inReverse(stops: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const stop of stops.toReversed()) await stop();
}
