import type { TransactionalConsumer } from '../messaging/event-consumer.ts';
import type { Tx } from '../postgres/tx.ts';
import { insertDeliveries } from './delivery-store.ts';
import type { EventAudience } from './event-audience.ts';
import type { EventBody } from './event-body.ts';
import { enabledSubscriptions } from './subscription-store.ts';

interface WebhookConsumerDeps {
  readonly audience: EventAudience;
  readonly bodyOf: EventBody;
}

/**
 * Makes a delivery of each event for each subscription that hears it, together with the row of the inbox. Whether the creator of a
 * subscription may still read it is asked when it is sent.
 */
export function webhookConsumer(
  events: readonly [string, ...string[]],
  { audience, bodyOf }: WebhookConsumerDeps,
): TransactionalConsumer {
  // Read once for all events of a transaction: a publication has thousands, and mostly nobody listens.
  const known = new WeakMap<Tx, ReturnType<typeof enabledSubscriptions>>();
  const subscriptionsOf = (tx: Tx) => {
    const found = known.get(tx) ?? enabledSubscriptions(tx);
    known.set(tx, found);
    return found;
  };
  return {
    name: 'webhooks',
    events,
    async handle(tx, event) {
      const readPermission = audience.get(event.type);
      const listeners = (await subscriptionsOf(tx)).filter(
        ({ event_types: types }) => types.length === 0 || types.includes(event.type),
      );
      if (readPermission === undefined || listeners.length === 0) return;
      const body = await bodyOf(tx, event);
      const delivery = { eventId: event.id, eventType: event.type, readPermission, body };
      await insertDeliveries(
        tx,
        listeners.map(({ id, callback }) => ({ ...delivery, subscription: { id, callback } })),
      );
    },
  };
}
