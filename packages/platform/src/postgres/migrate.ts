import { fail } from './errors.ts';
import type { MigrationSource } from './migration.ts';
import { type MigrationFile, readMigrationFiles } from './migration-files.ts';
import type { OwnedDatabase } from './owned-database.ts';
import { platformMigrations } from './platform-migrations.ts';
import type { SqlSession } from './sql-session.ts';

export interface AppliedMigration {
  readonly context: string;
  readonly name: string;
}

export interface MigrationReport {
  /** What this run applied, in order. Empty when the database was up to date. */
  readonly applied: readonly AppliedMigration[];
  /** How many files the database now has. */
  readonly total: number;
}

/** The advisory lock of migrations: 'quotewr' in ASCII. Any number that nobody else uses. */
const LOCK_KEY = BigInt('0x71756f7465777200');

const BOOTSTRAP = `
  create schema if not exists platform;
  create table if not exists platform.migration (
    context text not null,
    number integer not null check (number >= 1),
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now(),
    primary key (context, number)
  )`;

/**
 * Brings a database to what the files say: the platform's first, then each source in the order given.
 * Safe from several processes at once (one works, the others wait and find it done). Throws
 * `MIGRATION_REFUSED` before it changes anything, or `MIGRATION_FAILED` with that one file undone.
 */
export async function migrate(
  database: Pick<OwnedDatabase, 'asOwner'>,
  sources: readonly MigrationSource[],
): Promise<MigrationReport> {
  const files = (await Promise.all([platformMigrations, ...sources].map(readMigrationFiles))).flat();
  return database.asOwner(async (session) => {
    await session.query(`select pg_advisory_lock(${LOCK_KEY})`);
    try {
      await session.script(BOOTSTRAP);
      const pending = pendingFiles(files, await readApplied(session));
      for (const file of pending) await apply(session, file);
      return { applied: pending.map(({ context, name }) => ({ context, name })), total: files.length };
    } finally {
      // Where the connection was lost, the lock went with it.
      await session.query(`select pg_advisory_unlock(${LOCK_KEY})`).catch(() => {});
    }
  });
}

/** What `migrate` would apply. Changes nothing, on a database without any of our tables, too. Throws `MIGRATION_REFUSED`. */
export async function pendingMigrations(
  database: Pick<OwnedDatabase, 'asOwner'>,
  sources: readonly MigrationSource[],
): Promise<readonly AppliedMigration[]> {
  const files = (await Promise.all([platformMigrations, ...sources].map(readMigrationFiles))).flat();
  return database.asOwner(async (session) => {
    const { rows } = await session.query("select to_regclass('platform.migration') is not null as begun");
    const applied = rows[0]?.['begun'] === true ? await readApplied(session) : [];
    return pendingFiles(files, applied).map(({ context, name }) => ({ context, name }));
  });
}

type AppliedRow = Pick<MigrationFile, 'context' | 'number' | 'name' | 'sha256'>;

async function readApplied(session: SqlSession): Promise<readonly AppliedRow[]> {
  const { rows } = await session.query(
    'select context, number, name, sha256 from platform.migration order by context, number',
  );
  return rows as unknown as readonly AppliedRow[];
}

/** What is left to do; throws where the database and the files tell different stories. */
function pendingFiles(
  files: readonly MigrationFile[],
  applied: readonly AppliedRow[],
): readonly MigrationFile[] {
  const contexts = new Set(files.map((file) => file.context));
  const byKey = new Map(files.map((file) => [`${file.context}/${file.number}`, file]));
  for (const row of applied) {
    // Another edition of the program may own more contexts than this one has.
    if (!contexts.has(row.context)) continue;
    const file = byKey.get(`${row.context}/${row.number}`);
    byKey.delete(`${row.context}/${row.number}`);
    if (file === undefined) {
      const message = `${row.context}/${row.name} was applied, but this program does not have it: it is older than the database`;
      throw fail('MIGRATION_REFUSED', message);
    }
    if (file.name !== row.name || file.sha256 !== row.sha256) {
      const message = `${file.context}/${file.name} differs from what was applied (${row.name}): applied files never change, add a new one`;
      throw fail('MIGRATION_REFUSED', message);
    }
  }
  return [...byKey.values()];
}

async function apply(session: SqlSession, file: MigrationFile): Promise<void> {
  try {
    // Without a search path a name without a schema is an error, not a table in the wrong place.
    await session.script(`BEGIN; SET LOCAL search_path = ''; ${file.sql}`);
    await session.query(
      'insert into platform.migration (context, number, name, sha256) values ($1, $2, $3, $4)',
      [file.context, file.number, file.name, file.sha256],
    );
    await session.script('COMMIT');
  } catch (error) {
    await session.script('ROLLBACK').catch(() => {});
    const reason = error instanceof Error ? error.message : String(error);
    throw fail('MIGRATION_FAILED', `${file.context}/${file.name}: ${reason}`, {}, error);
  }
}
