import { PGlite } from '@electric-sql/pglite';
import type { Clock } from '@quotewright/kernel';
import { type DataDirectory, holdDataDirectory } from './data-directory.ts';
import { embeddedSessions } from './embedded-sessions.ts';
import { type DatabaseLogger, silentLogger } from './logger.ts';
import { type OwnedDatabase, ownedDatabase } from './owned-database.ts';

export interface EmbeddedOptions {
  /** A folder of this process alone, or `memory`. */
  readonly directory: string;
  readonly clock: Clock;
  /** What to start from instead of an empty database; see `EmbeddedDatabase.snapshot`. Only into an empty directory. */
  readonly snapshot?: Blob;
  /** Milliseconds: `wait` for the one session, `transaction` as a whole. */
  readonly timeouts?: Partial<typeof TIMEOUTS>;
  readonly logger?: DatabaseLogger;
  /** Told the SQLSTATE each time a transaction is run again. */
  readonly onRetry?: (sqlState: string) => void;
}

export interface EmbeddedDatabase extends OwnedDatabase {
  /** All data as an uncompressed tar archive (about 40 MB when empty), to start another one from. */
  snapshot(): Promise<Blob>;
}

const TIMEOUTS = { wait: 15_000, transaction: 120_000 };

/**
 * Opens PGlite, a PostgreSQL inside this process. Committed work survives `kill -9`; it does not survive
 * a loss of power, because the engine runs with fsync off.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { directory, clock, snapshot, onRetry, logger = silentLogger } = options;
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const held = directory === 'memory' ? undefined : holdDataDirectory(directory);
  const engine = await startEngine(held, snapshot);
  const source = embeddedSessions(engine, timeouts.wait);
  const database = ownedDatabase({
    source,
    clock,
    logger,
    transactionTimeout: timeouts.transaction,
    onRetry,
  });
  return {
    ...database,
    snapshot: () => database.asOwner(() => engine.dumpDataDir('none')),
    async close() {
      await database.close();
      held?.release();
    },
  };
}

async function startEngine(held: DataDirectory | undefined, snapshot: Blob | undefined): Promise<PGlite> {
  try {
    const engine = await PGlite.create({
      dataDir: held?.engine ?? 'memory://',
      relaxedDurability: false,
      ...(snapshot === undefined ? {} : { loadDataDir: snapshot }),
    });
    held?.ready();
    return engine;
  } catch (error) {
    held?.release();
    throw error;
  }
}
