import { isTenantId, type TenantId } from '@quotewright/kernel';
import { sql } from 'kysely';
import { queries } from '../../postgres/queries.ts';
import type { SystemTx, Tx } from '../../postgres/tx.ts';
import type { CommittedEvent } from '../committed-event.ts';
import type { ParkedTables } from './parked-table.ts';
import type { RecordedError } from './recorded-error.ts';

export interface WaitingEvent {
  /** Of its row. */
  readonly id: string;
  readonly event: CommittedEvent;
}

/** Up to `limit` tenants behind `after` of whom events wait for the consumer, in their order. Needs parked_event_waiting. */
export async function tenantsThatWait(
  tx: SystemTx,
  consumer: string,
  after: string,
  limit: number,
): Promise<readonly TenantId[]> {
  // From tenant to tenant in the index, however many events each has.
  const { rows } = await sql<{ tenant_id: string }>`
    with recursive waiting (tenant_id) as (
      select ${after}::text
      union all
      select (
        select event.tenant_id from platform.parked_event event
        where event.state = 'waiting' and event.consumer = ${consumer} and event.tenant_id > waiting.tenant_id
        order by event.tenant_id limit 1
      ) from waiting where waiting.tenant_id is not null
    )
    select tenant_id from waiting where tenant_id > ${after} limit ${limit}`.execute(queries(tx));
  return rows.map(({ tenant_id: tenant }) => tenant).filter(isTenantId);
}

/** Those that were tried least, of them the oldest. Needs parked_event_waiting. */
export async function readWaiting(tx: Tx, consumer: string, limit: number): Promise<readonly WaitingEvent[]> {
  const rows = await queries<ParkedTables>(tx)
    .selectFrom('platform.parked_event')
    .select(['id', 'event'])
    .where('state', '=', sql.lit('waiting'))
    .where('consumer', '=', consumer)
    .where('tenant_id', '=', tx.tenant)
    .orderBy('attempts')
    .orderBy('parked_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  // Written by parkEvent from a CommittedEvent.
  return rows.map(({ id, event }) => ({ id, event: event as unknown as CommittedEvent }));
}

/** Their effects are there. Returns how many of them still waited. */
export async function endWaiting(tx: Tx, ids: readonly string[]): Promise<number> {
  const { numUpdatedRows } = await queries<ParkedTables>(tx)
    .updateTable('platform.parked_event')
    .set({ state: 'replayed', resolved_at: new Date(tx.now), resolved_by: 'system:retry' })
    .where('tenant_id', '=', tx.tenant)
    .where('id', 'in', ids)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** From now on it waits for a person. False: it waited no more. */
export async function parkWaiting(tx: Tx, id: string, error: RecordedError): Promise<boolean> {
  const { numUpdatedRows } = await queries<ParkedTables>(tx)
    .updateTable('platform.parked_event')
    .set(({ eb }) => ({
      state: 'parked',
      error_code: error.code,
      error_message: error.message,
      attempts: eb('attempts', '+', 1),
    }))
    .where('tenant_id', '=', tx.tenant)
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

interface WaitingCount {
  readonly consumer: string;
  readonly events: number;
  /** When the oldest was set aside, in milliseconds since the epoch. */
  readonly since: number;
}

/** Of all tenants, of each consumer for which any wait. Needs parked_event_waiting. */
export async function countWaiting(tx: SystemTx): Promise<readonly WaitingCount[]> {
  const rows = await queries<ParkedTables>(tx)
    .selectFrom('platform.parked_event')
    .select(({ fn }) => ['consumer', fn.countAll<number>().as('events'), fn.min('parked_at').as('since')])
    .where('state', '=', sql.lit('waiting'))
    .groupBy('consumer')
    .execute();
  return rows.map(({ consumer, events, since }) => ({ consumer, events, since: since.getTime() }));
}
