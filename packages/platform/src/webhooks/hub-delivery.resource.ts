import { z } from 'zod';
import { ok } from '../http/answer.ts';
import { pageOf, pageQuery } from '../http/page.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idSchema } from '../http/schemas.ts';
import { redeliver, type sendPing } from './ask-for-delivery.ts';
import { readSubscription } from './change-subscription.ts';
import { listDeliveries } from './delivery-store.ts';
import { deliverySchema, deliveryView } from './hub.schema.ts';

const tag = 'Webhooks';
const params = z.strictObject({ subscriptionId: idSchema });

interface HubDeliveryDeps {
  readonly ping: ReturnType<typeof sendPing>;
}

export function hubDeliveryRoutes({ ping }: HubDeliveryDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/hub/:subscriptionId/test',
      operationId: 'testEventSubscription',
      tag,
      summary: 'Send a `quotewright.Ping` now',
      permission: 'webhook:write',
      limit: { class: 'integration', cost: 1 },
      idempotency: 'optional',
      params,
      responses: { 202: { description: 'The delivery', schema: deliverySchema } },
      handler: (call) =>
        call.write(async (tx) => ({
          status: 202,
          body: deliveryView(await ping(tx, call.principal, call.params.subscriptionId)),
        })),
    }),
    defineRoute({
      method: 'GET',
      path: '/hub/:subscriptionId/deliveries',
      operationId: 'listEventDeliveries',
      tag,
      summary: 'What was sent and what will be, newest first',
      description: 'Deliveries are forgotten 30 days after they ended.',
      permission: 'webhook:read',
      limit: { class: 'integration', cost: 1 },
      params,
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'One page', schema: pageOf(deliverySchema) } },
      handler: (call) =>
        call.read(async (tx) => {
          await readSubscription(tx, call.principal, call.params.subscriptionId);
          const { items, ...rest } = await listDeliveries(tx, call.params.subscriptionId, call.query);
          return ok({ items: items.map(deliveryView), ...rest });
        }),
    }),
    defineRoute({
      method: 'POST',
      path: '/hub/:subscriptionId/deliveries/:deliveryId/redeliver',
      operationId: 'redeliverEvent',
      tag,
      summary: 'Send what was delivered or given up once more',
      permission: 'webhook:write',
      limit: { class: 'integration', cost: 1 },
      idempotency: 'optional',
      params: z.strictObject({ subscriptionId: idSchema, deliveryId: idSchema }),
      responses: { 202: { description: 'The delivery', schema: deliverySchema } },
      handler: (call) =>
        call.write(async (tx) => ({
          status: 202,
          body: deliveryView(
            await redeliver(tx, call.principal, {
              id: call.params.subscriptionId,
              deliveryId: call.params.deliveryId,
            }),
          ),
        })),
    }),
  ];
}
