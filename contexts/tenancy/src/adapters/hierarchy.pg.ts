import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import {
  COPIED_CHARACTERS,
  COPIED_PEOPLE,
  type CopiedHierarchy,
  type HierarchyPointer,
} from './hierarchy-categories.ts';
import type { Tables } from './tables.ts';

export const hierarchyPointerOf = (tx: Tx): Promise<HierarchyPointer | undefined> =>
  queries<Tables>(tx)
    .selectFrom('tenancy.tenant')
    .select('hierarchy_version as version')
    .where('tenant_id', '=', tx.tenant)
    .executeTakeFirst();

export interface HierarchyInForce {
  readonly version: number;
  readonly hierarchy: CopiedHierarchy;
}

/**
 * The hierarchy with its version, in one query: each belongs to the other. Walks app_user_by_manager, and reads no more rows than a
 * copy may hold.
 */
export async function hierarchyInForce(tx: Tx): Promise<HierarchyInForce | undefined> {
  const { rows } = await sql<{ version: number; pairs: readonly (readonly [string, string])[] }>`
    select hierarchy_version as version, (
      select coalesce(json_agg(json_build_array(manager_subject, subject)), '[]') from (
        select manager_subject, subject from tenancy.app_user
        where tenant_id = ${tx.tenant} and manager_subject is not null
        order by manager_subject, subject
        limit ${COPIED_PEOPLE + 1}
      ) as in_order
    ) as pairs
    from tenancy.tenant where tenant_id = ${tx.tenant}
  `.execute(queries<Tables>(tx));
  const [row] = rows;
  return row && { version: row.version, hierarchy: copied(row.pairs) };
}

function copied(pairs: readonly (readonly [manager: string, report: string])[]): CopiedHierarchy {
  const teams = new Map<string, [string, ...string[]]>();
  for (const [manager, report] of pairs) {
    const team = teams.get(manager);
    if (team === undefined) teams.set(manager, [manager, report]);
    else team.push(report);
  }
  const all = [...teams.values()];
  const characters = all.flat().reduce((sum, subject) => sum + subject.length, 0);
  return pairs.length <= COPIED_PEOPLE && characters <= COPIED_CHARACTERS
    ? { teams: all }
    : 'asked-each-time';
}

/** The hierarchy while it has that version. `undefined`: somebody was moved meanwhile, and nobody can tell any more what it was. */
export async function hierarchyOf(tx: Tx, version: number): Promise<CopiedHierarchy | undefined> {
  const found = await hierarchyInForce(tx);
  return found?.version === version ? found.hierarchy : undefined;
}
