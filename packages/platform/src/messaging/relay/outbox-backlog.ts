import { sql } from 'kysely';
import { queries } from '../../postgres/queries.ts';
import type { SystemTx } from '../../postgres/tx.ts';

/** What waits in the outbox, over all tenants. */
export interface OutboxBacklog {
  /** Counted up to 1,000,000. */
  readonly unsent: number;
  /** Milliseconds since the oldest unsent event occurred; undefined when there is none. */
  readonly oldestAgeMs: number | undefined;
  readonly partitions: {
    /** Of relays that are at work on them. */
    readonly held: number;
    /** Of relays that neither renewed nor gave back: they died, or do not reach the database. */
    readonly expired: number;
  };
}

const COUNTED_AT_MOST = 1_000_000;

/** Cheap at any backlog: the age looks at the first event of each partition only. Needs index outbox_unsent. */
export async function readOutboxBacklog(tx: SystemTx): Promise<OutboxBacklog> {
  const now = new Date(tx.now);
  const { rows } = await sql<{ unsent: number; oldest: Date | null; held: number; expired: number }>`
    select
      (select count(*) from (
        select from platform.outbox where sent_at is null limit ${COUNTED_AT_MOST}
      ) counted) as unsent,
      (select min(first.occurred_at) from generate_series(0, 31) partition, lateral (
        select occurred_at from platform.outbox event
        where event.partition = partition.partition and event.sent_at is null order by event.id limit 1
      ) first) as oldest,
      count(*) filter (where holder is not null and lease_until > ${now}) as held,
      count(*) filter (where holder is not null and lease_until <= ${now}) as expired
    from platform.outbox_partition`.execute(queries(tx));
  const { unsent = 0, oldest = null, held = 0, expired = 0 } = rows[0] ?? {};
  return {
    unsent,
    oldestAgeMs: oldest === null ? undefined : Math.max(0, tx.now - oldest.getTime()),
    partitions: { held, expired },
  };
}
