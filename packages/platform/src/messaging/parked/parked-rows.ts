import { isUuid, timestamp } from '@quotewright/kernel';
import type { Selectable } from 'kysely';
import { decodeCursor, encodeCursor, type Page, type PageRequest } from '../../http/page.ts';
import { queries } from '../../postgres/queries.ts';
import type { SystemTx, Tx } from '../../postgres/tx.ts';
import type { CommittedEvent } from '../committed-event.ts';
import { fail } from './parked-errors.ts';
import type { EventHead, ParkedEvent, ParkedFilter, ParkedInFull, Repairer } from './parked-event.ts';
import { NO_TENANT, OPEN_STATES, type ParkedState, type ParkedTables } from './parked-table.ts';
import type { RecordedError } from './recorded-error.ts';

type Row = Selectable<ParkedTables['platform.parked_event']>;

/** Without what came: a page of that may be half a gigabyte. */
const HEAD = [
  'tenant_id',
  'id',
  'consumer',
  'event_id',
  'type',
  'aggregate_type',
  'aggregate_id',
  'schema_version',
  'occurred_at',
  'error_code',
  'error_message',
  'attempts',
  'state',
  'parked_at',
  'resolved_at',
  'resolved_by',
] as const satisfies readonly (keyof Row)[];

/** Newest first: the tenant's, in a system transaction everybody's. Needs parked_event_newest or parked_event_open. */
export async function listParked(
  tx: Tx | SystemTx,
  filter: ParkedFilter,
  page: PageRequest,
): Promise<Page<ParkedEvent>> {
  let query = queries<ParkedTables>(tx).selectFrom('platform.parked_event').select(HEAD);
  if (tx.tenant !== null) query = query.where('tenant_id', '=', tx.tenant);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.consumer !== undefined) query = query.where('consumer', '=', filter.consumer);
  if (filter.type !== undefined) query = query.where('type', '=', filter.type);
  if (page.cursor !== undefined) {
    const [at, id] = decodeCursor(page.cursor, ['timestamp', 'uuid']) as readonly [string, string];
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('parked_at', 'id'), '<', tuple(new Date(at), id)),
    );
  }
  const rows = await query
    .orderBy('parked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute();
  const items = rows.slice(0, page.limit).map(parkedEvent);
  const last = items.at(-1);
  if (last === undefined || rows.length === items.length) return { items };
  return { items, nextCursor: encodeCursor([timestamp(last.parkedAt), last.id]) };
}

/** `lock`: until the transaction ends nobody else repairs it. */
export async function findParked(
  tx: Tx | SystemTx,
  id: string,
  lock?: 'lock',
): Promise<ParkedInFull | undefined> {
  if (!isUuid(id)) return;
  let query = queries<ParkedTables>(tx).selectFrom('platform.parked_event').selectAll().where('id', '=', id);
  if (tx.tenant !== null) query = query.where('tenant_id', '=', tx.tenant);
  // The system may lock only what it may change.
  if (lock !== undefined) query = query.where('tenant_id', '=', tx.tenant ?? NO_TENANT).forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : inFull(row);
}

/** Those of the ids that there are; a few hundred at most. */
export async function headsOf(tx: Tx, ids: readonly string[]): Promise<readonly ParkedEvent[]> {
  const rows = await queries<ParkedTables>(tx)
    .selectFrom('platform.parked_event')
    .select(HEAD)
    .where('tenant_id', '=', tx.tenant)
    .where('id', 'in', ids)
    .execute();
  return rows.map(parkedEvent);
}

/** Throws `PARKED_EVENT_NOT_FOUND`, `EVENT_NOT_PARKED`. */
export function mustBeParked(parked: ParkedInFull | undefined, id: string): ParkedInFull {
  const found = mustExist(parked, id);
  if (found.resolved !== undefined) throw fail('EVENT_NOT_PARKED', `it was ${found.state} before`);
  return found;
}

/** Throws `PARKED_EVENT_NOT_FOUND`. */
export function mustExist(parked: ParkedInFull | undefined, id: string): ParkedInFull {
  if (parked === undefined) throw fail('PARKED_EVENT_NOT_FOUND', `there is no parked event ${id}`);
  return parked;
}

export async function resolveParked(
  tx: Tx | SystemTx,
  id: string,
  state: Exclude<ParkedState, (typeof OPEN_STATES)[number]>,
  by: Repairer,
): Promise<ParkedEvent> {
  const row = await queries<ParkedTables>(tx)
    .updateTable('platform.parked_event')
    .set({ state, resolved_at: new Date(tx.now), resolved_by: by.subject })
    .where('tenant_id', '=', tx.tenant ?? NO_TENANT)
    .where('id', '=', id)
    .returning(HEAD)
    .executeTakeFirstOrThrow();
  return parkedEvent(row);
}

/** Of all tenants. Needs parked_event_open. */
export async function countOpenEvents(
  tx: SystemTx,
): Promise<{ readonly waiting: number; readonly parked: number }> {
  const rows = await queries<ParkedTables>(tx)
    .selectFrom('platform.parked_event')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .where('resolved_at', 'is', null)
    .groupBy('state')
    .execute();
  const of = (wanted: ParkedState) => rows.find(({ state }) => state === wanted)?.count ?? 0;
  return { waiting: of('waiting'), parked: of('parked') };
}

/** Keeps why one more try failed, unless it was resolved meanwhile. */
export async function keepError(tx: Tx | SystemTx, id: string, error: RecordedError): Promise<void> {
  await queries<ParkedTables>(tx)
    .updateTable('platform.parked_event')
    .set(({ eb }) => ({
      error_code: error.code,
      error_message: error.message,
      attempts: eb('attempts', '+', 1),
    }))
    .where('tenant_id', '=', tx.tenant ?? NO_TENANT)
    .where('id', '=', id)
    .where('state', 'in', OPEN_STATES)
    .execute();
}

function inFull(row: Row): ParkedInFull {
  return {
    ...parkedEvent(row),
    // Written by parkEvent from a CommittedEvent.
    ...(row.event === null ? {} : { event: row.event as unknown as CommittedEvent }),
    ...(row.message === null ? {} : { message: row.message }),
  };
}

function parkedEvent(row: Pick<Row, (typeof HEAD)[number]>): ParkedEvent {
  const head = headOf(row);
  return {
    id: row.id,
    tenant: row.tenant_id,
    consumer: row.consumer,
    eventId: row.event_id,
    ...(head === undefined ? {} : { head }),
    error: { code: row.error_code, message: row.error_message },
    attempts: row.attempts,
    state: row.state,
    parkedAt: row.parked_at.getTime(),
    ...(row.resolved_at === null || row.resolved_by === null
      ? {}
      : { resolved: { at: row.resolved_at.getTime(), by: row.resolved_by } }),
  };
}

function headOf(row: Pick<Row, (typeof HEAD)[number]>): EventHead | undefined {
  const { type, aggregate_type, aggregate_id, schema_version, occurred_at } = row;
  // All or none, says the table.
  if (type === null || aggregate_type === null || aggregate_id === null) return;
  if (schema_version === null || occurred_at === null) return;
  return {
    type,
    schemaVersion: schema_version,
    aggregate: { type: aggregate_type, id: aggregate_id },
    occurredAt: occurred_at.getTime(),
  };
}
