import { hash } from 'node:crypto';
import { newUuid } from '@quotewright/kernel';
import type { Insertable } from 'kysely';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import { currentScope } from '../telemetry/request-scope.ts';
import type { DomainEvent } from './domain-event.ts';
import { announceEvents } from './event-arrival.ts';
import { DEEPEST_DATA, isDeeper } from './json-limits.ts';
import type { OutboxTables } from './outbox-table.ts';

export const OUTBOX_PARTITIONS = 32;

const ROWS_PER_STATEMENT = 500;

/**
 * Appends facts to the outbox in the transaction of the change, so that a fact exists exactly when its
 * change does. The caller holds the row lock of each aggregate: ids then follow the order of changes.
 */
export async function appendEvents(tx: Tx, events: readonly DomainEvent[]): Promise<void> {
  const rows = events.map((event) => rowOf(tx, event));
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    // Identity values are drawn in the order of the VALUES list.
    await queries<OutboxTables>(tx)
      .insertInto('platform.outbox')
      .values(rows.slice(start, start + ROWS_PER_STATEMENT))
      .execute();
  }
  if (rows.length > 0) tx.onCommit(announceEvents);
}

/** Where an aggregate's events go. Stable for ever: another answer would break their order. */
export function outboxPartition(tenant: string, aggregate: DomainEvent['aggregate']): number {
  const digest = hash('sha256', JSON.stringify([tenant, aggregate.type, aggregate.id]), 'buffer');
  return digest.readUInt32BE(0) % OUTBOX_PARTITIONS;
}

function rowOf(tx: Tx, event: DomainEvent): Insertable<OutboxTables['platform.outbox']> {
  return {
    tenant_id: tx.tenant,
    event_id: newUuid(),
    partition: outboxPartition(tx.tenant, event.aggregate),
    aggregate_type: event.aggregate.type,
    aggregate_id: event.aggregate.id,
    type: event.type,
    schema_version: event.schemaVersion,
    data: dataOf(event),
    traceparent: currentScope()?.traceparent ?? null,
    occurred_at: new Date(tx.now),
  };
}

/**
 * Bytes. Brokers refuse messages above some size, by default 1,048,588 bytes with all that a message has beside the data; and what the
 * relay cannot send would stand before all that follows.
 */
const MOST_DATA = 900_000;

function dataOf({ type, data }: DomainEvent): string {
  if (isDeeper(data, DEEPEST_DATA)) {
    throw new RangeError(`the data of ${type} is more than ${DEEPEST_DATA} levels deep`);
  }
  const text = JSON.stringify(data);
  if (Buffer.byteLength(text) > MOST_DATA) {
    throw new RangeError(
      `the data of ${type} is larger than ${MOST_DATA} bytes: an event names things, it does not carry them`,
    );
  }
  return text;
}
