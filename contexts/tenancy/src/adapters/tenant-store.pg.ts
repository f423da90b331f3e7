import { queries, type Tx } from '@quotewright/platform/postgres';
import type { Selectable } from 'kysely';
import type { Tenant } from '../domain/tenant.ts';
import type { TenantStore } from '../ports/tenant-store.ts';
import type { Tables } from './tables.ts';

const rowOf = (tx: Tx) =>
  queries<Tables>(tx).selectFrom('tenancy.tenant').selectAll().where('tenant_id', '=', tx.tenant);

function tenantOf(row: Selectable<Tables['tenancy.tenant']> | undefined): Tenant | undefined {
  return (
    row && { id: row.tenant_id, name: row.name, state: row.state, createdAt: row.created_at.toISOString() }
  );
}

export const pgTenantStore: TenantStore = {
  async insert(tx, tenant) {
    const { numInsertedOrUpdatedRows } = await queries<Tables>(tx)
      .insertInto('tenancy.tenant')
      .values({
        tenant_id: tx.tenant,
        name: tenant.name,
        state: tenant.state,
        created_at: new Date(tenant.createdAt),
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  },

  find: async (tx) => tenantOf(await rowOf(tx).executeTakeFirst()),

  // NO KEY UPDATE: rows that refer to the tenant can be inserted meanwhile.
  lock: async (tx) => tenantOf(await rowOf(tx).forNoKeyUpdate().executeTakeFirst()),

  async setState(tx, state) {
    await queries<Tables>(tx)
      .updateTable('tenancy.tenant')
      .set({ state })
      .where('tenant_id', '=', tx.tenant)
      .execute();
  },
};
