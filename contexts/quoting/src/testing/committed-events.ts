import { tenantId } from '@quotewright/kernel';
import { type Database, queries } from '@quotewright/platform/postgres';

interface Tables {
  'platform.outbox': {
    tenant_id: string;
    id: number;
    aggregate_type: string;
    aggregate_id: string;
    type: string;
  };
}

/** Types of the events of one aggregate of tenant `acme`, in the order they will be sent. */
export function committedEvents(
  database: Database,
  aggregate: { readonly type: string; readonly id: string },
): Promise<readonly string[]> {
  return database.withTenant(tenantId('acme'), 'read', async (tx) => {
    const rows = await queries<Tables>(tx)
      .selectFrom('platform.outbox')
      .select('type')
      .where('tenant_id', '=', tx.tenant)
      .where('aggregate_type', '=', aggregate.type)
      .where('aggregate_id', '=', aggregate.id)
      .orderBy('id')
      .execute();
    return rows.map((row) => row.type);
  });
}
