import { isDeepStrictEqual } from 'node:util';
import type { SqlSession } from '@quotewright/platform/postgres';
import { type BackupTable, backupTables, isSuperuser } from './catalog-of-tables.ts';
import { fail } from './errors.ts';
import { readArchive } from './read-archive.ts';
import { appliedFiles, type BackupProgress, TEXT_FORMS } from './write-archive.ts';

/** A statement takes rows until it has this many characters: one row may be 64 MiB of hex, most are tiny. */
const CHARACTERS_PER_INSERT = 4 * 1_048_576;
/** The one table that is never empty: the archive's row takes the place of the new installation's. */
const INSTALLATION = 'platform.installation';

/**
 * Puts an archive into an empty, migrated installation: everything or nothing. The truth epoch rises, so
 * that the restored database never meets cache entries of the time before.
 */
export async function restoreArchive(
  session: SqlSession,
  path: string,
  progress: BackupProgress,
): Promise<{ readonly rows: number }> {
  if (!(await isSuperuser(session))) {
    throw fail(
      'BACKUP_NOT_POSSIBLE',
      'the database user is bound by row-level security: restore as a superuser',
    );
  }
  const total = await verify(session, path);
  const tables = new Map((await backupTables(session)).map((table) => [table.name, table]));
  await session.script('BEGIN');
  try {
    await refuseUnlessEmpty(session, tables);
    // Rows come table by table, parents perhaps after children: foreign keys held when they were written.
    await session.script(
      `${TEXT_FORMS}; SET LOCAL session_replication_role = replica; DELETE FROM ${INSTALLATION}`,
    );
    await insertAll(session, path, tables, (done) => progress.update(done, total, 'rows'));
    for (const table of tables.values()) await continueIdentities(session, table);
    await session.script(`UPDATE ${INSTALLATION} SET truth_epoch = truth_epoch + 1; COMMIT`);
  } catch (error) {
    await session.script('ROLLBACK');
    throw error;
  }
  return { rows: total };
}

/** Reads the whole archive once before anything is changed. Answers with the number of its rows. */
async function verify(session: SqlSession, path: string): Promise<number> {
  let rows = 0;
  let parts = 0;
  for await (const part of readArchive(path)) {
    if (part.kind === 'row') rows += 1;
    if ((parts === 0) !== (part.kind === 'header'))
      throw fail('BACKUP_DAMAGED', 'the header is not the first line');
    parts += 1;
    if (part.kind === 'header' && !isDeepStrictEqual(part.header.migrations, await appliedFiles(session))) {
      const detail =
        'the archive was made by another version of the schema: restore it with the version that made it, then update';
      throw fail('BACKUP_SCHEMA_DIFFERS', detail);
    }
  }
  return rows;
}

async function refuseUnlessEmpty(
  session: SqlSession,
  tables: ReadonlyMap<string, BackupTable>,
): Promise<void> {
  for (const name of tables.keys()) {
    if (name === INSTALLATION) continue;
    const { rows } = await session.query(`select exists (select from ${name}) as taken`);
    if (rows[0]?.['taken'] === true) {
      throw fail(
        'BACKUP_TARGET_NOT_EMPTY',
        `${name} has rows: restore into a new data directory (QUOTEWRIGHT_DATA_DIR)`,
      );
    }
  }
}

async function insertAll(
  session: SqlSession,
  path: string,
  tables: ReadonlyMap<string, BackupTable>,
  report: (done: number) => void,
): Promise<void> {
  let table: BackupTable | undefined;
  let batch: string[] = [];
  let characters = 0;
  let done = 0;
  const flush = async () => {
    if (table !== undefined && batch.length > 0) await insert(session, table, batch);
    done += batch.length;
    batch = [];
    characters = 0;
    report(done);
  };
  for await (const part of readArchive(path)) {
    if (part.kind === 'row') {
      batch.push(part.json);
      characters += part.json.length;
      if (characters >= CHARACTERS_PER_INSERT) await flush();
    } else if (part.kind === 'table') {
      await flush();
      table = tables.get(part.table);
      if (table === undefined) throw fail('BACKUP_DAMAGED', `there is no table ${part.table} here`);
    }
  }
  await flush();
}

async function insert(
  session: SqlSession,
  { name, columns }: BackupTable,
  rows: readonly string[],
): Promise<void> {
  const names = columns.map((column) => column.name).join(', ');
  const values = columns.map(({ type }, index) => `(value->>${index})::${type}`).join(', ');
  await session.query(
    `insert into ${name} (${names}) overriding system value select ${values} from json_array_elements($1::json)`,
    [`[${rows.join(',')}]`],
  );
}

async function continueIdentities(session: SqlSession, { name, identities }: BackupTable): Promise<void> {
  for (const column of identities) {
    await session.query(
      `select setval(pg_get_serial_sequence($1, $2), greatest((select max(${column}) from ${name}), 1))`,
      [name, column],
    );
  }
}
