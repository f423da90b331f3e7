import { newUuid } from '@quotewright/kernel';
import { appendAudit } from '../audit/index.ts';
import type { Permission, Principal } from '../auth/principal.ts';
import type { Tx } from '../postgres/tx.ts';
import { readSubscription } from './change-subscription.ts';
import { findDelivery, insertDeliveries, restartDelivery, type WebhookDelivery } from './delivery-store.ts';
import type { EventBody } from './event-body.ts';
import type { Subscription } from './subscription.ts';
import { fail } from './webhook-errors.ts';

const PING = 'Ping';
const SUBSCRIBE: Permission = 'webhook:write';

/** Sends an event that says nothing, to see whether it arrives. Not tried longer than others. */
export const sendPing =
  (bodyOf: EventBody) =>
  async (tx: Tx, actor: Principal, id: string): Promise<WebhookDelivery> => {
    const subscription = await readSubscription(tx, actor, id);
    refuseDisabled(subscription);
    const eventId = newUuid();
    const body = await bodyOf(tx, {
      id: eventId,
      tenant: tx.tenant,
      type: PING,
      schemaVersion: 1,
      aggregate: { type: 'webhook', id },
      sequence: 0,
      data: {},
      occurredAt: tx.now,
    });
    const ping = { eventId, eventType: PING, readPermission: SUBSCRIBE, owner: null, body };
    const [deliveryId = ''] = await insertDeliveries(tx, [{ subscription, ...ping }]);
    return readDelivery(tx, id, deliveryId);
  };

/** Begins a delivery that has ended anew: the same event, the same `webhook-id`. */
export async function redeliver(
  tx: Tx,
  actor: Principal,
  { id, deliveryId }: { readonly id: string; readonly deliveryId: string },
): Promise<WebhookDelivery> {
  refuseDisabled(await readSubscription(tx, actor, id));
  await readDelivery(tx, id, deliveryId);
  if (!(await restartDelivery(tx, deliveryId))) {
    throw fail('WEBHOOK_DELIVERY_PENDING', 'it will be tried again by itself');
  }
  await appendAudit(tx, {
    actor,
    action: 'webhook.redeliver',
    entity: { type: 'webhook', id },
    detail: { delivery: deliveryId },
  });
  return readDelivery(tx, id, deliveryId);
}

function refuseDisabled({ disabled }: Subscription): void {
  if (disabled !== undefined) throw fail('WEBHOOK_DISABLED', 'enable the subscription first');
}

async function readDelivery(tx: Tx, id: string, deliveryId: string): Promise<WebhookDelivery> {
  const delivery = await findDelivery(tx, id, deliveryId);
  if (delivery === undefined) throw fail('WEBHOOK_DELIVERY_UNKNOWN', `there is no delivery ${deliveryId}`);
  return delivery;
}
