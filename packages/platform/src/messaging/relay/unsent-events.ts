import { tenantId } from '@quotewright/kernel';
import { type Selectable, sql } from 'kysely';
import { queries } from '../../postgres/queries.ts';
import type { SystemTx } from '../../postgres/tx.ts';
import type { CommittedEvent } from '../committed-event.ts';
import type { OutboxTables } from '../outbox-table.ts';

/** Of data that a relay has in its hands for one partition: some of them together are what a process must have room for. */
const BATCH_BYTES = 4 << 20;

/**
 * The first unsent events of a partition, in the order of their ids: as many as have 4 MiB of data together, at most `limit`, and one
 * of any size.
 *
 * Ids are drawn before their transactions commit, so a lower one may appear after a higher one was sent. It then is the first of a
 * later read, which therefore begins at the lowest unsent id, never after the last one sent. Within an aggregate this cannot happen:
 * a writer locks its aggregate before it draws ids, and holds it until it commits. Whoever sees an event of an aggregate in one
 * snapshot sees all earlier ones of that aggregate in it, too. (A position to go on from would break exactly this: an event below it
 * could appear after the read, and the next one of its aggregate above it.) Needs index outbox_unsent.
 */
export async function readUnsent(
  tx: SystemTx,
  partition: number,
  limit: number,
): Promise<readonly CommittedEvent[]> {
  const { rows } = await sql<OutboxRow>`
    select * from (
      select *, row_number() over earlier as place, sum(octet_length(data::text)) over earlier as bytes
      from (
        select * from platform.outbox where partition = ${partition} and sent_at is null order by id limit ${limit}
      ) unsent
      window earlier as (order by id)
    ) measured
    where place = 1 or bytes <= ${BATCH_BYTES}
    order by id`.execute(queries(tx));
  return rows.map(committedEvent);
}

/**
 * Marks events of a partition as sent and renews its lease, in one statement. False: the partition is no longer ours, and nothing was
 * written. Needs index outbox_unsent.
 */
export async function markSent(
  tx: SystemTx,
  { token, leaseMs }: { readonly token: string; readonly leaseMs: number },
  partition: number,
  events: readonly CommittedEvent[],
): Promise<boolean> {
  const ids = events.map(({ sequence }) => sequence);
  const { numAffectedRows } = await sql`
    with lease as (
      update platform.outbox_partition set lease_until = ${new Date(tx.now + leaseMs)}
      where partition = ${partition} and holder = ${token}
      returning partition
    )
    update platform.outbox set sent_at = ${new Date(tx.now)}
    where partition = ${partition} and sent_at is null and id = any(${ids}::bigint[])
      and exists (select from lease)`.execute(queries(tx));
  return numAffectedRows !== undefined && numAffectedRows > 0n;
}

type OutboxRow = Selectable<OutboxTables['platform.outbox']>;

function committedEvent(row: OutboxRow): CommittedEvent {
  return {
    id: row.event_id,
    tenant: tenantId(row.tenant_id),
    type: row.type,
    schemaVersion: row.schema_version,
    aggregate: { type: row.aggregate_type, id: row.aggregate_id },
    sequence: row.id,
    data: row.data,
    occurredAt: row.occurred_at.getTime(),
    ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
  };
}
