import { sql } from 'kysely';
import { queries } from '../../postgres/queries.ts';
import type { SystemTx } from '../../postgres/tx.ts';
import { OUTBOX_PARTITIONS } from '../outbox.ts';

interface Lease {
  readonly token: string;
  readonly leaseMs: number;
}

/** Puts the rows of all partitions where they are missing. */
export async function ensurePartitions(tx: SystemTx): Promise<void> {
  await sql`
    insert into platform.outbox_partition (partition, lease_until)
    select partition, 'epoch' from generate_series(0, ${OUTBOX_PARTITIONS - 1}::int) partition
    on conflict do nothing`.execute(queries(tx));
}

/**
 * Takes up to `limit` partitions that have unsent events and no other holder, those that waited longest first; none of `except`.
 * Leases are reckoned by the callers' clocks. What was given back is free at once, whatever the clocks say; only a relay that died is
 * waited for longer where its clock is ahead. Where a holder's clock is behind, others take over too early, which costs events sent
 * twice, never their order, because every holder begins at the first unsent event. Needs index outbox_unsent; LIMIT keeps the planner
 * from joining the whole backlog.
 */
export async function claimPartitions(
  tx: SystemTx,
  { token, leaseMs }: Lease,
  limit: number,
  except: readonly number[],
): Promise<readonly number[]> {
  const { rows } = await sql<{ partition: number }>`
    with free as (
      select lease.partition
      from platform.outbox_partition lease,
        lateral (
          select from platform.outbox where partition = lease.partition and sent_at is null order by id limit 1
        ) unsent
      where (lease.holder is null or lease.holder = ${token} or lease.lease_until <= ${new Date(tx.now)})
        and lease.partition <> all(${except}::smallint[])
      order by lease.lease_until, lease.partition
      limit ${limit}
      for update of lease skip locked
    )
    update platform.outbox_partition lease set holder = ${token}, lease_until = ${new Date(tx.now + leaseMs)}
    from free where lease.partition = free.partition
    returning lease.partition`.execute(queries(tx));
  return rows.map(({ partition }) => partition);
}

/** Extends those leases that still are ours. */
export async function renewLeases(
  tx: SystemTx,
  { token, leaseMs }: Lease,
  partitions: readonly number[],
): Promise<void> {
  await sql`
    update platform.outbox_partition set lease_until = ${new Date(tx.now + leaseMs)}
    where holder = ${token} and partition = any(${partitions}::smallint[])`.execute(queries(tx));
}

/** Gives one partition back, or all; what another relay holds by now stays with it. */
export async function releasePartitions(tx: SystemTx, token: string, which: number | 'all'): Promise<void> {
  const partition = which === 'all' ? null : which;
  await sql`
    update platform.outbox_partition set holder = null, lease_until = ${new Date(tx.now)}
    where holder = ${token} and partition = coalesce(${partition}::smallint, partition)`.execute(queries(tx));
}
