import type { TenantId } from '@quotewright/kernel';
import type { Database } from '../../postgres/database.ts';
import type { CommittedEvent } from '../committed-event.ts';
import type { EventConsumer, IdempotentConsumer, TransactionalConsumer } from '../event-consumer.ts';
import { enterInbox, handledBefore } from './inbox.ts';

/**
 * Handles those of a tenant's events that were not handled before, all or none; returns how many they were. It may be called again
 * whatever it has thrown, also when the outcome of its COMMIT is unknown: it looks again first.
 */
export function handleTogether(
  database: Database,
  consumer: EventConsumer,
  tenant: TenantId,
  events: readonly CommittedEvent[],
): Promise<number> {
  return 'handle' in consumer
    ? inTransaction(database, consumer, tenant, events)
    : beforeItsRows(database, consumer, tenant, events);
}

function inTransaction(
  database: Database,
  consumer: TransactionalConsumer,
  tenant: TenantId,
  events: readonly CommittedEvent[],
): Promise<number> {
  return database.withTenant(tenant, 'write', async (tx) => {
    const entered = await enterInbox(tx, consumer.name, idsOf(events));
    for (const event of events) if (entered.has(event.id)) await consumer.handle(tx, event);
    return entered.size;
  });
}

async function beforeItsRows(
  database: Database,
  consumer: IdempotentConsumer,
  tenant: TenantId,
  events: readonly CommittedEvent[],
): Promise<number> {
  const handled = await database.withTenant(tenant, 'read', (tx) =>
    handledBefore(tx, consumer.name, idsOf(events)),
  );
  const fresh = events.filter(({ id }) => !handled.has(id));
  if (fresh.length === 0) return 0;
  await consumer.apply(fresh);
  await database.withTenant(tenant, 'write', (tx) => enterInbox(tx, consumer.name, idsOf(fresh)));
  return fresh.length;
}

const idsOf = (events: readonly CommittedEvent[]) => events.map(({ id }) => id);
