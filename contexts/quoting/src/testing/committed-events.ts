import { tenantId } from '@quotewright/kernel';
import type { EventDefinition } from '@quotewright/platform/messaging';
import { type Database, queries } from '@quotewright/platform/postgres';
import { type AppendedEvent, eventFaults } from '@quotewright/platform/testing';
import { quoteEvents } from '../domain/events.ts';

interface Tables {
  'platform.outbox': AppendedEvent & { tenant_id: string; id: number; aggregate_id: string };
}

/** Types of the events of one aggregate of tenant `acme`, in the order they will be sent. Throws when one breaks its definition. */
export function committedEvents(
  database: Database,
  aggregate: { readonly type: string; readonly id: string },
  definitions: readonly EventDefinition<any>[] = Object.values(quoteEvents),
): Promise<readonly string[]> {
  return database.withTenant(tenantId('acme'), 'read', async (tx) => {
    const rows = await queries<Tables>(tx)
      .selectFrom('platform.outbox')
      .select(['type', 'schema_version', 'aggregate_type', 'data'])
      .where('tenant_id', '=', tx.tenant)
      .where('aggregate_type', '=', aggregate.type)
      .where('aggregate_id', '=', aggregate.id)
      .orderBy('id')
      .execute();
    const faults = eventFaults(definitions, rows);
    if (faults.length > 0) throw new Error(faults.join('\n'));
    return rows.map((row) => row.type);
  });
}
