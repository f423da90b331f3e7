import { tenantId } from '@quotewright/kernel';
import { queries } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type { KnownPermissionStore } from '../ports/known-permission-store.ts';
import type { Tables } from './tables.ts';

export const pgKnownPermissionStore: KnownPermissionStore = {
  // Walks the primary key of tenant, and asks that of known_permission once for each tenant.
  async tenantsLacking(tx, permissions, { limit, after = '' }) {
    const { rows } = await sql<{ tenant_id: string }>`
      select t.tenant_id
      from tenancy.tenant t
      where t.tenant_id > ${after}
        and (
          select count(*) from tenancy.known_permission k
          where k.tenant_id = t.tenant_id and k.permission = any(${[...permissions]}::text[])
        ) < ${permissions.length}
      order by t.tenant_id
      limit ${limit}`.execute(queries<Tables>(tx));
    return rows.map((row) => tenantId(row.tenant_id));
  },

  async find(tx) {
    const rows = await queries<Tables>(tx)
      .selectFrom('tenancy.known_permission')
      .select('permission')
      .where('tenant_id', '=', tx.tenant)
      .execute();
    return rows.length === 0 ? undefined : new Set(rows.map((row) => row.permission));
  },

  async everGranted(tx) {
    const { rows } = await sql<{ permission: string }>`
      select distinct granted.permission
      from tenancy.tenant_document_version held,
        jsonb_each(held.document -> 'roles') role (name, permissions),
        jsonb_array_elements_text(role.permissions) granted (permission)
      where held.tenant_id = ${tx.tenant} and held.kind = 'authorizationPolicy'`.execute(queries<Tables>(tx));
    return new Set(rows.map((row) => row.permission));
  },

  async record(tx, permissions, policyVersion) {
    if (permissions.length === 0) return;
    await queries<Tables>(tx)
      .insertInto('tenancy.known_permission')
      .values(
        permissions.map((permission) => ({
          tenant_id: tx.tenant,
          permission,
          policy_version: policyVersion,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  },
};
