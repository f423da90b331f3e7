import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import { MAX_DEPTH, MAX_REPORTS } from '../domain/hierarchy.ts';
import type { Tables } from './tables.ts';

/** Walks app_user_by_manager downwards. `cycle` also ends where the data holds a circle. */
export async function reportsTo(tx: Tx, manager: string): Promise<readonly string[]> {
  const { rows } = await sql<{ subject: string }>`
    with recursive report (subject, depth) as (
      select u.subject, 1
      from tenancy.app_user u
      where u.tenant_id = ${tx.tenant} and u.manager_subject = ${manager}
      union all
      select u.subject, report.depth + 1
      from report join tenancy.app_user u on u.tenant_id = ${tx.tenant} and u.manager_subject = report.subject
      where report.depth < ${MAX_DEPTH}
    ) cycle subject set is_circle using path
    select subject from report where not is_circle and subject <> ${manager}
    group by subject order by min(depth), subject limit ${MAX_REPORTS}
  `.execute(queries<Tables>(tx));
  return rows.map(({ subject }) => subject);
}
