import { tenantId } from '@quotewright/kernel';
import { queries } from '@quotewright/platform/postgres';
import type { TenantIds } from '../ports/tenant-ids.ts';
import type { Tables } from './tables.ts';

export const pgTenantIds: TenantIds = {
  // By the primary key.
  async page(tx, { limit, after }) {
    const rows = await queries<Tables>(tx)
      .selectFrom('tenancy.tenant')
      .select('tenant_id')
      .where('tenant_id', '>', after ?? '')
      .orderBy('tenant_id')
      .limit(limit)
      .execute();
    return rows.map((row) => tenantId(row.tenant_id));
  },
};
