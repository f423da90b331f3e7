import type { Clock } from '@quotewright/kernel';
import { type DatabaseLogger, silentLogger } from './logger.ts';
import { type OwnedDatabase, ownedDatabase } from './owned-database.ts';
import { type PostgresTimeouts, postgresSessions } from './postgres-sessions.ts';

export interface PostgresOptions {
  /** `postgres://owner:secret@host:5432/database`; the user owns the schemas and may become qw_app and qw_system. */
  readonly url: string;
  readonly clock: Clock;
  /** Connections of this process; default 10. */
  readonly poolSize?: number;
  /** Milliseconds. */
  readonly timeouts?: Partial<PostgresTimeouts & { readonly transaction: number }>;
  readonly logger?: DatabaseLogger;
  /** Told the SQLSTATE each time a transaction is run again. */
  readonly onRetry?: (sqlState: string) => void;
}

const TIMEOUTS = {
  connect: 5_000,
  statement: 15_000,
  lock: 5_000,
  idleInTransaction: 30_000,
  transaction: 120_000,
};

/** Opens PostgreSQL 15 or newer. Connects when it is first used. */
export function openPostgres(options: PostgresOptions): OwnedDatabase {
  const logger = options.logger ?? silentLogger;
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const source = postgresSessions({ url: options.url, poolSize: options.poolSize ?? 10, timeouts, logger });
  const { clock, onRetry } = options;
  return ownedDatabase({ source, clock, logger, transactionTimeout: timeouts.transaction, onRetry });
}
