import { newUuid, type TenantId } from '@quotewright/kernel';
import type { CommittedEvent, DomainEvent } from '@quotewright/platform/messaging';

/** A fact as a consumer hears it. */
export function committedEvent(tenant: TenantId, event: DomainEvent): CommittedEvent {
  return { ...event, id: newUuid(), tenant, sequence: 1, occurredAt: 0 };
}
