import type { Config } from '@quotewright/platform/config';
import { type OwnedDatabase, openPostgres } from '@quotewright/platform/postgres';
import type { CompositionDeps } from './installation.ts';

/** A PostgreSQL server, shared by as many processes as there are. */
export function openStandardDatabase(config: Config, deps: CompositionDeps): OwnedDatabase {
  return openPostgres({
    ...deps,
    url: config.databaseUrl as string,
    poolSize: config.databasePoolSize,
    timeouts: {
      statement: config.databaseStatementTimeout,
      lock: config.databaseLockTimeout,
      idleInTransaction: config.databaseIdleTimeout,
    },
  });
}
