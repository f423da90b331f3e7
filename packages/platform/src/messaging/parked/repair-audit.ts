import { type JsonObject, newUuid } from '@quotewright/kernel';
import type { AuditTables } from '../../audit/audit-table.ts';
import { appendAudit } from '../../audit/audit-trail.ts';
import { queries } from '../../postgres/queries.ts';
import type { SystemTx, Tx } from '../../postgres/tx.ts';
import type { ParkedEvent, Repairer } from './parked-event.ts';
import { NO_TENANT } from './parked-table.ts';

export interface Repair {
  readonly action: 'event.replay' | 'event.discard';
  readonly by: Repairer;
  readonly reason?: string;
}

/** The repair of a message of no tenant stands in the trail of no tenant. */
export async function auditRepair(tx: Tx | SystemTx, parked: ParkedEvent, repair: Repair): Promise<void> {
  const { action, by, reason } = repair;
  const entity = { type: 'parkedEvent', id: parked.id };
  const detail: JsonObject = {
    consumer: parked.consumer,
    eventId: parked.eventId,
    type: parked.head?.type ?? null,
    error: parked.error.code,
  };
  if (tx.tenant !== null) {
    const actor = { ...by, tenant: tx.tenant, roles: [] };
    return appendAudit(tx, { actor, action, entity, detail, ...(reason === undefined ? {} : { reason }) });
  }
  await queries<AuditTables>(tx)
    .insertInto('platform.audit_entry')
    .values({
      tenant_id: NO_TENANT,
      id: newUuid(),
      at: new Date(tx.now),
      subject: by.subject,
      client_id: by.clientId ?? null,
      action,
      entity_type: entity.type,
      entity_id: entity.id,
      reason: reason ?? null,
      detail: JSON.stringify(detail),
    })
    .execute();
}
