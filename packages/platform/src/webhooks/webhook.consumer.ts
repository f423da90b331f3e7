import type { CommittedEvent } from '../messaging/committed-event.ts';
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
      const hearers = audience.get(event.type);
      const listeners = (await subscriptionsOf(tx)).filter(
        ({ event_types: types }) => types.length === 0 || types.includes(event.type),
      );
      if (hearers === undefined || listeners.length === 0) return;
      const body = await bodyOf(tx, event);
      const owner = hearers.owned ? ownerOf(event) : null;
      const { permission: readPermission } = hearers;
      const delivery = { eventId: event.id, eventType: event.type, readPermission, owner, body };
      await insertDeliveries(
        tx,
        listeners.map(({ id, callback }) => ({ ...delivery, subscription: { id, callback } })),
      );
    },
  };
}

/** Empty where the event does not say so: one of before, which then only those hear who reach everybody's. */
function ownerOf({ data }: Pick<CommittedEvent, 'data'>): string {
  const { owner } = data as { readonly owner?: unknown };
  return typeof owner === 'string' ? owner : '';
}
