import { createHash } from 'node:crypto';
import { timestamp } from '@quotewright/kernel';
import type { SqlSession } from '@quotewright/platform/postgres';
import { type AppliedFile, BACKUP_FORMAT, ROW_PREFIX } from './archive-format.ts';
import { type BackupTable, backupTables, isSuperuser } from './catalog-of-tables.ts';
import { fail } from './errors.ts';

/** Few, because a row may hold a document of 32 MiB, which is 64 MiB as hex. */
const ROWS_PER_FETCH = 50;

/** How dates and times look as text: alike where they are written and where they are read. */
export const TEXT_FORMS = "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'";

export interface BackupProgress {
  update(done: number, total: number, unit: string): void;
}

/** All rows of an installation as of one moment, as the lines of an archive (before compression). */
export async function* archiveLines(
  session: SqlSession,
  now: number,
  progress: BackupProgress,
): AsyncGenerator<string> {
  if (!(await isSuperuser(session))) {
    throw fail(
      'BACKUP_NOT_POSSIBLE',
      'the database user is bound by row-level security: use pg_dump as a superuser',
    );
  }
  const { rows } = await session.query("select to_regclass('platform.installation') is not null as exists");
  if (rows[0]?.['exists'] !== true) throw fail('BACKUP_NOT_POSSIBLE', 'there is no installation here yet');
  await session.script(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${TEXT_FORMS}`);
  try {
    yield* hashed(contents(session, now, progress));
  } finally {
    await session.script('ROLLBACK');
  }
}

/** Passes the lines on and closes with their count and hash. */
async function* hashed(
  lines: AsyncGenerator<{ readonly line: string; readonly isRow: boolean }>,
): AsyncGenerator<string> {
  const hash = createHash('sha256');
  let rows = 0;
  for await (const { line, isRow } of lines) {
    if (isRow) rows += 1;
    hash.update(`${line}\n`);
    yield `${line}\n`;
  }
  yield `${JSON.stringify({ end: { rows, sha256: hash.digest('hex') } })}\n`;
}

async function* contents(session: SqlSession, now: number, progress: BackupProgress) {
  const tables = await backupTables(session);
  yield { line: JSON.stringify(await header(session, now)), isRow: false };
  for (const [index, table] of tables.entries()) {
    yield { line: JSON.stringify({ table: table.name }), isRow: false };
    yield* rowsOf(session, table);
    progress.update(index + 1, tables.length, 'tables');
  }
}

async function header(session: SqlSession, now: number) {
  const installation = await session.query('select installation_id from platform.installation');
  return {
    format: BACKUP_FORMAT,
    createdAt: timestamp(now),
    installationId: String(installation.rows[0]?.['installation_id']),
    migrations: await appliedFiles(session),
  };
}

export async function appliedFiles(session: SqlSession): Promise<readonly AppliedFile[]> {
  const { rows } = await session.query(
    'select context, number, sha256 from platform.migration order by context, number',
  );
  return rows as unknown as readonly AppliedFile[];
}

async function* rowsOf(session: SqlSession, { name, columns }: BackupTable) {
  const values = columns.map((column) => `t.${column.name}::text`).join(', ');
  await session.script(
    `DECLARE backup_rows NO SCROLL CURSOR FOR SELECT json_build_array(${values})::text AS row FROM ${name} t`,
  );
  for (;;) {
    const { rows } = await session.query(`FETCH ${ROWS_PER_FETCH} FROM backup_rows`);
    for (const { row } of rows) yield { line: `${ROW_PREFIX}${String(row)}]`, isRow: true };
    if (rows.length < ROWS_PER_FETCH) break;
  }
  await session.script('CLOSE backup_rows');
}
