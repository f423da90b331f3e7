import type { SqlSession } from '@quotewright/platform/postgres';

/** A table of ours, with the columns a row is written back with (generated ones are computed again). */
export interface BackupTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Identity columns, whose sequences must go on after the highest restored value. */
  readonly identities: readonly string[];
}

/**
 * Of the target itself: the record of applied migrations, which relay works on which part of the outbox, and the secret for copies,
 * which no file outside the database shall have: the copies of the time before are void after a restore anyway. A restore also must not
 * sign anybody in again who has signed out since, or make a used token new.
 */
const NOT_DATA: readonly string[] = [
  'platform.migration',
  'platform.outbox_partition',
  'platform.cache_secret',
  'platform.one_time_token',
  'platform.web_session',
];

export async function backupTables(session: SqlSession): Promise<readonly BackupTable[]> {
  const { rows } = await session.query(
    `select format('%I.%I', n.nspname, c.relname) as name,
            coalesce(jsonb_agg(jsonb_build_object('name', quote_ident(a.attname), 'type', format_type(a.atttypid, a.atttypmod))
              order by a.attnum) filter (where a.attgenerated = ''), '[]') as columns,
            coalesce(jsonb_agg(a.attname) filter (where a.attidentity <> ''), '[]') as identities
       from pg_class c
       join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind in ('r', 'p') and not c.relispartition
        and n.nspname not in ('pg_catalog', 'information_schema', 'public') and n.nspname not like 'pg\\_%'
      group by 1
      order by 1`,
  );
  return (rows as unknown as BackupTable[]).filter((table) => !NOT_DATA.includes(table.name));
}

/**
 * Backups read and write every tenant's rows and restore them without their triggers: only a superuser can, which the
 * owner of an embedded database is.
 */
export async function isSuperuser(session: SqlSession): Promise<boolean> {
  const { rows } = await session.query('select rolsuper from pg_roles where rolname = current_user');
  return rows[0]?.['rolsuper'] === true;
}
