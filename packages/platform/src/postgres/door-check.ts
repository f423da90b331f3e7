import { fail } from './errors.ts';
import type { SqlSession } from './sql-session.ts';

const ROLES = ['qw_app', 'qw_system'] as const;

/** Refuses a database in which row-level security would not bind the application's roles. */
export async function verifyDoor(session: SqlSession): Promise<void> {
  await session.script('BEGIN READ ONLY');
  try {
    for (const role of ROLES) await verifyRole(session, role);
    await session.script('SET LOCAL ROLE NONE');
    await verifyTables(session);
  } finally {
    await session.script('ROLLBACK');
  }
}

async function verifyRole(session: SqlSession, role: string): Promise<void> {
  await session.script(`SET LOCAL ROLE ${role}`).catch((error: unknown) => {
    const message = `the database user cannot become ${role}: migrate first, or grant it the role`;
    throw fail('DATABASE_DOOR_UNSAFE', message, {}, error);
  });
  const { rows } = await session.query(
    'select rolsuper, rolbypassrls from pg_roles where rolname = current_user',
  );
  const inside = rows[0];
  if (inside?.['rolsuper'] !== false || inside['rolbypassrls'] !== false) {
    const message = `the role ${role} is a superuser or may bypass row-level security: every tenant would see every row`;
    throw fail('DATABASE_DOOR_UNSAFE', message);
  }
}

/** Any table that has a tenant must have its rows bound to it, also for the table's owner. */
async function verifyTables(session: SqlSession): Promise<void> {
  const { rows } = await session.query(`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.relkind in ('r', 'p')
      and not (c.relrowsecurity and c.relforcerowsecurity)
      and has_table_privilege('qw_app', c.oid, 'select, insert, update, delete')
    order by 1`);
  if (rows.length > 0) {
    const names = rows.map((row) => row['name']).join(', ');
    throw fail('DATABASE_DOOR_UNSAFE', `tables of tenants without forced row-level security: ${names}`);
  }
}
