import { newUuid } from '@quotewright/kernel';
import { queries } from '../../postgres/queries.ts';
import type { SystemTx, Tx } from '../../postgres/tx.ts';
import type { CommittedEvent } from '../committed-event.ts';
import type { Delivery } from '../event-transport.ts';
import { enterInbox } from '../inbox/inbox.ts';
import { NO_TENANT, type ParkedTables } from './parked-table.ts';
import { recordedError } from './recorded-error.ts';

export interface Failure {
  readonly error: unknown;
  readonly attempts: number;
}

/**
 * Keeps an event with its error, for a person (`parked`) or to be tried again by itself (`waiting`), and enters it in the inbox, so
 * that it is neither handled nor kept again. False: it was entered before.
 */
export async function parkEvent(
  tx: Tx,
  consumer: string,
  event: CommittedEvent,
  { error, attempts }: Failure,
  state: 'waiting' | 'parked' = 'parked',
): Promise<boolean> {
  const entered = await enterInbox(tx, consumer, [event.id]);
  if (entered.size === 0) return false;
  const { code, message } = recordedError(error);
  await queries<ParkedTables>(tx)
    .insertInto('platform.parked_event')
    .values({
      tenant_id: tx.tenant,
      id: newUuid(),
      consumer,
      event_id: event.id,
      type: event.type,
      aggregate_type: event.aggregate.type,
      aggregate_id: event.aggregate.id,
      schema_version: event.schemaVersion,
      occurred_at: new Date(event.occurredAt),
      event: JSON.stringify(event),
      message: null,
      error_code: code,
      error_message: message,
      attempts,
      state,
      parked_at: new Date(tx.now),
      resolved_at: null,
      resolved_by: null,
    })
    // Its row of the inbox may be forgotten before its row here.
    .onConflict((conflict) => conflict.columns(['tenant_id', 'consumer', 'event_id']).doNothing())
    .execute();
  return true;
}

/** Keeps a message that is no event, as it came. False: it is kept already. */
export async function parkMessage(
  tx: SystemTx,
  consumer: string,
  { id, message, reason }: Omit<Extract<Delivery, { kind: 'malformed' }>, 'kind'>,
): Promise<boolean> {
  const kept = await queries<ParkedTables>(tx)
    .insertInto('platform.parked_event')
    .values({
      tenant_id: NO_TENANT,
      id: newUuid(),
      consumer,
      event_id: id,
      type: null,
      aggregate_type: null,
      aggregate_id: null,
      schema_version: null,
      occurred_at: null,
      event: null,
      message: Buffer.from(message),
      error_code: 'EVENT_MALFORMED',
      error_message: recordedError(reason).message,
      attempts: 1,
      state: 'parked',
      parked_at: new Date(tx.now),
      resolved_at: null,
      resolved_by: null,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'consumer', 'event_id']).doNothing())
    .returning('id')
    .execute();
  return kept.length > 0;
}
