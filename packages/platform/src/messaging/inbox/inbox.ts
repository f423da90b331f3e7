import { queries } from '../../postgres/queries.ts';
import type { Tx } from '../../postgres/tx.ts';
import type { InboxTables } from './inbox-table.ts';

/**
 * Enters events as handled by this transaction, and returns those that were not before. Waits for another transaction that is entering
 * one of them. `ids` holds each id once.
 */
export async function enterInbox(tx: Tx, consumer: string, ids: readonly string[]): Promise<Set<string>> {
  // In one order, so that two deliveries of the same events do not deadlock.
  const rows = ids.toSorted().map((id) => ({
    tenant_id: tx.tenant,
    consumer,
    event_id: id,
    handled_at: new Date(tx.now),
  }));
  const entered = await queries<InboxTables>(tx)
    .insertInto('platform.inbox')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'consumer', 'event_id']).doNothing())
    .returning('event_id')
    .execute();
  return new Set(entered.map((row) => row.event_id));
}

/** Which of the events were handled. */
export async function handledBefore(tx: Tx, consumer: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await queries<InboxTables>(tx)
    .selectFrom('platform.inbox')
    .select('event_id')
    .where('tenant_id', '=', tx.tenant)
    .where('consumer', '=', consumer)
    .where('event_id', 'in', ids)
    .execute();
  return new Set(rows.map((row) => row.event_id));
}
