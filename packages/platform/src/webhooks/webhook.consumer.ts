import { toCloudEvent } from '../messaging/cloud-event.ts';
import type { CommittedEvent } from '../messaging/committed-event.ts';
import type { TransactionalConsumer } from '../messaging/event-consumer.ts';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import { insertDeliveries } from './delivery-store.ts';
import { findListeners } from './subscription-store.ts';
import type { WebhookTables } from './webhook-tables.ts';

/** Makes a delivery of each event for each subscription that hears it, together with the row of the inbox. */
export function webhookConsumer(events: readonly [string, ...string[]]): TransactionalConsumer {
  return {
    name: 'webhooks',
    events,
    async handle(tx, event) {
      const listeners = await findListeners(tx, event.type);
      if (listeners.length === 0) return;
      const body = await bodyOf(tx, event);
      const delivery = { eventId: event.id, eventType: event.type, body };
      await insertDeliveries(
        tx,
        listeners.map((subscription) => ({ ...delivery, subscription })),
      );
    },
  };
}

/** The CloudEvent as text. */
export async function bodyOf(tx: Tx, event: CommittedEvent): Promise<string> {
  const { installation_id } = await queries<WebhookTables>(tx)
    .selectFrom('platform.installation')
    .select('installation_id')
    .executeTakeFirstOrThrow();
  return JSON.stringify(toCloudEvent(event, installation_id));
}
