import { namespaceOf } from '@quotewright/acceleration';
import { type RedisServer, redisStores, type ServerReport } from '@quotewright/acceleration/redis';
import type { Config } from '@quotewright/platform/config';
import type { Installation as InstallationIdentity } from '@quotewright/tenancy';
import { cacheServer } from '../../compose/redis-server.ts';
import type { Finding } from './finding.ts';
import { within } from './within.ts';

const PATIENCE_MS = 2_000;

/** Asks Redis what it is. Its absence makes nothing wrong, so it is never worse than slow. */
export async function examineStore(
  config: Config,
  identity: InstallationIdentity,
): Promise<readonly Finding[]> {
  if (config.cache === 'off')
    return [{ state: 'note', what: 'copies are off: every read asks the database' }];
  const server = cacheServer(config);
  if (server !== undefined) return askRedis(config, server, identity);
  return [
    config.databaseUrl === undefined
      ? { state: 'ok', what: 'copies live in the memory of the one process' }
      : {
          state: 'note',
          what: 'no Redis (REDIS_URL): each process keeps copies of its own, of published versions only',
        },
  ];
}

async function askRedis(
  config: Config,
  cache: RedisServer,
  { id, truthEpoch }: InstallationIdentity,
): Promise<readonly Finding[]> {
  const url = config.redisCoordinationUrl;
  let refusal: Error | undefined;
  const stores = redisStores({
    cache,
    ...(url !== undefined && { coordination: { mode: 'standalone', url } }),
    namespace: namespaceOf({ env: config.cacheEnvironment, installationId: id, truthEpoch }),
    commandTimeout: PATIENCE_MS,
    onError: (error) => {
      refusal = error;
    },
  });
  try {
    await within(PATIENCE_MS, stores.ready());
    const { entries, coordination } = await within(PATIENCE_MS, stores.describe());
    return [
      ...entries.map((report) => ({ state: 'ok', what: `Redis for copies: ${sentence(report)}` }) as const),
      ...(coordination ?? []).map(
        (report) => ({ state: 'ok', what: `Redis that coordinates: ${sentence(report)}` }) as const,
      ),
      ...warnings(entries, coordination),
    ];
  } catch (error) {
    const why = refusal?.message ?? (error as Error).message;
    return [{ state: 'slow', what: `Redis does not answer (${why}): reads ask the database` }];
  } finally {
    await stores.close();
  }
}

function sentence({ address, version, usedMemory, maxMemory, evictionPolicy }: ServerReport): string {
  const limit = maxMemory === 0 ? 'no limit of its own' : `of ${mebibytes(maxMemory)}`;
  return `${address}, version ${version}, ${mebibytes(usedMemory)} ${limit}, ${evictionPolicy}`;
}

const mebibytes = (bytes: number) => `${(bytes / 1_024 / 1_024).toFixed(1)} MiB`;

function warnings(
  entries: readonly ServerReport[],
  coordination: readonly ServerReport[] | undefined,
): readonly Finding[] {
  const full = entries.filter(
    ({ maxMemory, evictionPolicy }) => maxMemory > 0 && evictionPolicy === 'noeviction',
  );
  const forgetful = (coordination ?? []).filter(({ evictionPolicy }) => evictionPolicy !== 'noeviction');
  return [
    ...full.map(
      ({ address }): Finding => ({
        state: 'note',
        what: `${address} refuses writes when it is full: allkeys-lru or allkeys-lfu suit copies better`,
      }),
    ),
    ...forgetful.map(
      ({ address }): Finding => ({
        state: 'note',
        what: `${address} may evict what coordinates: it should be noeviction`,
      }),
    ),
  ];
}
