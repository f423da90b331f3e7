import type { TenantId } from '@quotewright/kernel';
import { sql } from 'kysely';
import { queries } from '../postgres/queries.ts';
import type { SystemTx, Tx } from '../postgres/tx.ts';
import type { JobTables } from './job-table.ts';

interface ScheduleTables {
  'platform.job_schedule': { tenant_id: TenantId; type: string; next_run_at: Date };
}

/** A schedule of one tenant. */
export interface ScheduleKey {
  readonly tenant: TenantId;
  readonly type: string;
}

export interface ScheduleRow extends ScheduleKey {
  /** Milliseconds since the epoch. */
  readonly nextRunAt: number;
}

/** Which of these tenants lack which of these types. By primary key. */
export async function missingSchedules(
  tx: SystemTx,
  tenants: readonly TenantId[],
  types: readonly string[],
): Promise<readonly ScheduleKey[]> {
  const { rows } = await sql<ScheduleKey>`
    select t.tenant, s.type
    from unnest(${[...tenants]}::text[]) as t(tenant) cross join unnest(${[...types]}::text[]) as s(type)
    where not exists (
      select from platform.job_schedule as known where known.tenant_id = t.tenant and known.type = s.type
    )`.execute(queries<ScheduleTables>(tx));
  return rows;
}

/** Another worker may have added them at the same moment. */
export async function addSchedules(tx: SystemTx, rows: readonly ScheduleRow[]): Promise<void> {
  if (rows.length === 0) return;
  await queries<ScheduleTables>(tx)
    .insertInto('platform.job_schedule')
    .values(
      rows.map(({ tenant, type, nextRunAt }) => ({
        tenant_id: tenant,
        type,
        next_run_at: new Date(nextRunAt),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * In an order that is another one at each time: those that cannot be enqueued must not keep the others from their turn. Needs
 * job_schedule_due.
 */
export function dueSchedules(
  tx: SystemTx,
  types: readonly string[],
  limit: number,
): Promise<readonly ScheduleKey[]> {
  return queries<ScheduleTables>(tx)
    .selectFrom('platform.job_schedule')
    .select(['tenant_id as tenant', 'type'])
    .where('next_run_at', '<=', new Date(tx.now))
    .where('type', 'in', types)
    .orderBy(sql`md5(tenant_id || type || ${String(tx.now)}::text)`)
    .limit(limit)
    .execute();
}

/** Locks the tenant's schedule until the transaction ends. False: it is not due any more, or another worker has it. */
export async function takeDueSchedule(tx: Tx, type: string): Promise<boolean> {
  const row = await queries<ScheduleTables>(tx)
    .selectFrom('platform.job_schedule')
    .select('type')
    .where('tenant_id', '=', tx.tenant)
    .where('type', '=', type)
    .where('next_run_at', '<=', new Date(tx.now))
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether the tenant has a job of the type that has not ended: another one would only wait behind it. Needs job_due, which has unfinished ones only. */
export async function hasUnfinishedJob(tx: Tx, type: string): Promise<boolean> {
  const row = await queries<JobTables>(tx)
    .selectFrom('platform.job')
    .select('id')
    .where('tenant_id', '=', tx.tenant)
    .where('type', '=', type)
    .where('due_at', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Moves a taken schedule on. */
export async function moveSchedule(tx: Tx, type: string, nextRunAt: number): Promise<void> {
  await queries<ScheduleTables>(tx)
    .updateTable('platform.job_schedule')
    .set({ next_run_at: new Date(nextRunAt) })
    .where('tenant_id', '=', tx.tenant)
    .where('type', '=', type)
    .execute();
}
