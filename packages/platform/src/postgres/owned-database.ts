import type { Clock } from '@quotewright/kernel';
import type { Database } from './database.ts';
import { verifyDoor } from './door-check.ts';
import type { DatabaseLogger } from './logger.ts';
import type { SessionSource, SqlSession } from './sql-session.ts';
import { transactionRunner } from './transaction-runner.ts';

/** A database as the process that opened it holds it: with the owner's way in, for migrations and backups. */
export interface OwnedDatabase extends Database {
  /** A session outside the door, as the owner. Not for business work. */
  asOwner<T>(work: (session: SqlSession) => Promise<T>): Promise<T>;
  /** Throws `DATABASE_DOOR_UNSAFE` when row-level security would not hold. To be called after `migrate`, before serving. */
  verifyDoor(): Promise<void>;
}

export interface OwnedDatabaseOptions {
  readonly source: SessionSource;
  readonly clock: Clock;
  readonly logger: DatabaseLogger;
  readonly transactionTimeout: number;
  readonly onRetry?: ((sqlState: string) => void) | undefined;
}

const RETRIES = 3;

export function ownedDatabase(options: OwnedDatabaseOptions): OwnedDatabase {
  const { source } = options;
  const runner = transactionRunner({ ...options, retries: RETRIES });

  async function asOwner<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    runner.refuseNesting();
    const session = await source.leaseOwner();
    let usable = false;
    try {
      const result = await work(session);
      usable = true;
      return result;
    } finally {
      await session.release(usable);
    }
  }

  return {
    engine: source.engine,
    asOwner,
    verifyDoor: () => asOwner(verifyDoor),
    withTenant: (tenant, access, work) => runner.run({ role: 'qw_app', tenant, access }, work),
    withSystem: (work) => runner.run({ role: 'qw_system', tenant: null, access: 'write' }, work),
    async ping() {
      runner.refuseNesting();
      const session = await source.lease();
      let usable = false;
      try {
        await session.script('SELECT 1');
        usable = true;
      } finally {
        await session.release(usable);
      }
    },
    close: () => source.close(),
  };
}
