import { z } from 'zod';
import type { Answer } from '../http/answer.ts';
import { created, noContent, ok } from '../http/answer.ts';
import { pageOf, pageQuery } from '../http/page.ts';
import { type Call, defineRoute, type Route } from '../http/route.ts';
import { idSchema } from '../http/schemas.ts';
import type { Tx } from '../postgres/tx.ts';
import { enableAgain, readSubscription, type rotateSecret, unsubscribe } from './change-subscription.ts';
import type { chooseEventTypes } from './choose-event-types.ts';
import type { CreatedSubscription, createSubscription } from './create-subscription.ts';
import {
  newSubscriptionSchema,
  subscriptionSchema,
  subscriptionView,
  subscriptionWithSecretSchema,
} from './hub.schema.ts';
import { creatorSeenBy } from './subscription.ts';
import { listSubscriptions } from './subscription-store.ts';

interface HubDeps {
  readonly chooseTypes: ReturnType<typeof chooseEventTypes>;
  readonly create: ReturnType<typeof createSubscription>;
  readonly rotate: ReturnType<typeof rotateSecret>;
  /** Throws what is wrong with a callback. */
  readonly checkCallback: (callback: string) => Promise<void>;
}

const path = '/hub';
const one = `${path}/:subscriptionId`;
const tag = 'Webhooks';
const params = z.strictObject({ subscriptionId: idSchema });

export function hubRoutes({ chooseTypes, create, rotate, checkCallback }: HubDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path,
      operationId: 'createEventSubscription',
      tag,
      summary: 'Be told of events: each is POSTed to the callback as a signed CloudEvent',
      permission: 'webhook:write',
      limit: { class: 'integration', cost: 1 },
      idempotency: 'required',
      body: newSubscriptionSchema,
      responses: {
        201: { description: 'The subscription and its secret', schema: subscriptionWithSecretSchema },
      },
      async handler(call) {
        const { callback, description } = call.body;
        await checkCallback(callback);
        const eventTypes = await chooseTypes(call.principal, call.body);
        return withSecret(call, 201, (tx) =>
          create(tx, call.principal, { callback, description, eventTypes }),
        );
      },
    }),
    defineRoute({
      method: 'GET',
      path,
      operationId: 'listEventSubscriptions',
      tag,
      summary: 'Subscriptions, in the order they were made',
      description: 'Operators and administrators see all of the tenant, others what they made themselves.',
      permission: 'webhook:read',
      limit: { class: 'integration', cost: 1 },
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'One page', schema: pageOf(subscriptionSchema) } },
      handler: (call) =>
        call.read(async (tx) => {
          const { items, ...rest } = await listSubscriptions(tx, call.query, creatorSeenBy(call.principal));
          return ok({ items: items.map(subscriptionView), ...rest });
        }),
    }),
    defineRoute({
      method: 'GET',
      path: one,
      operationId: 'readEventSubscription',
      tag,
      summary: 'One subscription, without its secret',
      permission: 'webhook:read',
      limit: { class: 'integration', cost: 1 },
      params,
      responses: { 200: { description: 'The subscription', schema: subscriptionSchema } },
      handler: (call) =>
        call.read(async (tx) =>
          ok(subscriptionView(await readSubscription(tx, call.principal, call.params.subscriptionId))),
        ),
    }),
    defineRoute({
      method: 'DELETE',
      path: one,
      operationId: 'deleteEventSubscription',
      tag,
      summary: 'Be told no more',
      description: 'A request that is under way is not broken off.',
      permission: 'webhook:write',
      limit: { class: 'integration', cost: 1 },
      params,
      responses: { 204: { description: 'Deleted' } },
      handler: (call) =>
        call.write(async (tx) => {
          await unsubscribe(tx, call.principal, call.params.subscriptionId);
          return noContent();
        }),
    }),
    defineRoute({
      method: 'POST',
      path: `${one}/rotate-secret`,
      operationId: 'rotateEventSubscriptionSecret',
      tag,
      summary: 'Replace the secret',
      description: 'For 24 hours deliveries carry a signature of each of the two.',
      permission: 'webhook:write',
      limit: { class: 'integration', cost: 1 },
      idempotency: 'required',
      params,
      responses: {
        200: { description: 'The subscription and its secret', schema: subscriptionWithSecretSchema },
      },
      handler: (call) =>
        withSecret(call, 200, (tx) => rotate(tx, call.principal, call.params.subscriptionId)),
    }),
    defineRoute({
      method: 'POST',
      path: `${one}/enable`,
      operationId: 'enableEventSubscription',
      tag,
      summary: 'Begin again after it was disabled',
      description: 'What was given up meanwhile is not sent by itself: see the deliveries.',
      permission: 'webhook:write',
      limit: { class: 'integration', cost: 1 },
      idempotency: 'optional',
      params,
      responses: { 200: { description: 'The subscription', schema: subscriptionSchema } },
      handler: (call) =>
        call.write(async (tx) =>
          ok(subscriptionView(await enableAgain(tx, call.principal, call.params.subscriptionId))),
        ),
    }),
  ];
}

/**
 * The secret goes into the answer that is sent and not into the one that is stored for repeats: rows of answers must not hold what the
 * subscription's own row keeps sealed.
 */
async function withSecret(
  call: Pick<Call<unknown, unknown, unknown>, 'write'>,
  status: 200 | 201,
  work: (tx: Tx) => Promise<CreatedSubscription>,
): Promise<Answer> {
  const answerOf = (body: { readonly id: string; readonly secret?: string }) =>
    status === 201 ? created(`${path}/${body.id}`, body) : ok(body);
  let full: Answer | undefined;
  const stored = await call.write(async (tx) => {
    const { subscription, secret } = await work(tx);
    const view = subscriptionView(subscription);
    full = answerOf({ ...view, secret });
    return answerOf(view);
  });
  const isRepeat = stored.headers?.['idempotency-replayed'] === 'true';
  return isRepeat || full === undefined ? stored : full;
}
