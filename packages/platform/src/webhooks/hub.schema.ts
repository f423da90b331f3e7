import { timestamp } from '@quotewright/kernel';
import { z } from 'zod';
import { idSchema, timestampSchema } from '../http/schemas.ts';
import type { WebhookDelivery } from './delivery-store.ts';
import { queryOf } from './event-filter.ts';
import type { Subscription } from './subscription.ts';

const MAX_EVENT_TYPES = 100;

export const newSubscriptionSchema = z
  .strictObject({
    callback: z
      .string()
      .min(1)
      .max(2_000)
      .describe('Where events are POSTed to: https, with a public address, without credentials.'),
    eventTypes: z
      .array(z.string().min(1).max(100))
      .max(MAX_EVENT_TYPES)
      .exactOptional()
      .describe('Such as `QuoteAccepted`. Empty or absent: all events that the caller may read.'),
    query: z
      .string()
      .max(4_000)
      .exactOptional()
      .describe('The same as TM Forum writes it: `eventType=QuoteAccepted,OrderCreated`.'),
    description: z.string().max(500).exactOptional(),
  })
  .refine(({ eventTypes, query }) => eventTypes === undefined || query === undefined, {
    message: 'eventTypes and query say the same: send one of them',
    path: ['query'],
  })
  .meta({ id: 'NewEventSubscription', description: 'A wish to be told of events.' });

const subscriptionShape = {
  id: idSchema,
  callback: z.string(),
  eventTypes: z.array(z.string()).describe('Empty: all events, also those of later releases.'),
  query: z.string().exactOptional().describe('The same as TM Forum writes it. Absent: all events.'),
  description: z.string().exactOptional(),
  state: z.enum(['enabled', 'disabled']),
  disabledAt: timestampSchema.exactOptional(),
  disabledReason: z
    .enum(['gone', 'failing'])
    .exactOptional()
    .describe('`gone`: the receiver answered 410. `failing`: nothing was delivered for three days.'),
  failingSince: timestampSchema.exactOptional().describe('Of the first failure since the last success.'),
  previousSecretValidUntil: timestampSchema.exactOptional(),
  createdBy: z.string(),
  createdAt: timestampSchema,
};

export const subscriptionSchema = z
  .strictObject(subscriptionShape)
  .meta({ id: 'EventSubscription', description: 'Who is told of which events, and where.' });

export const subscriptionWithSecretSchema = z
  .strictObject({
    ...subscriptionShape,
    secret: z
      .string()
      .exactOptional()
      .describe('Signs deliveries. Shown in this answer only, not in a repeat of it, and never again.'),
  })
  .meta({ id: 'EventSubscriptionWithSecret', description: 'A subscription and its new secret.' });

export const deliverySchema = z
  .strictObject({
    id: idSchema,
    eventId: idSchema.describe('The `webhook-id` of each attempt.'),
    eventType: z.string(),
    state: z.enum(['pending', 'delivered', 'failed']),
    attempts: z.number().int(),
    lastAttemptAt: timestampSchema.exactOptional(),
    lastStatus: z.number().int().exactOptional().describe('What the receiver answered last.'),
    lastError: z
      .string()
      .exactOptional()
      .describe(
        'Why it did not answer: `TIMEOUT`, `CONNECTION_FAILED`, … Or why it was not asked: `FORBIDDEN`, `USER_SUSPENDED`, …',
      ),
    nextAttemptAt: timestampSchema
      .exactOptional()
      .describe('Not before. While an attempt is under way, the end of its lease.'),
    createdAt: timestampSchema,
    endedAt: timestampSchema.exactOptional(),
  })
  .meta({ id: 'EventDelivery', description: 'One event on its way to one subscription.' });

export function subscriptionView(subscription: Subscription): z.input<typeof subscriptionSchema> {
  const { disabled, failingSince, description, secrets } = subscription;
  const query = queryOf(subscription.eventTypes);
  return {
    id: subscription.id,
    callback: subscription.callback,
    eventTypes: [...subscription.eventTypes],
    ...(query === undefined ? {} : { query }),
    ...(description === undefined ? {} : { description }),
    state: disabled === undefined ? 'enabled' : 'disabled',
    ...(disabled && { disabledAt: timestamp(disabled.at), disabledReason: disabled.reason }),
    ...(failingSince !== undefined && { failingSince: timestamp(failingSince) }),
    ...(secrets.previous && { previousSecretValidUntil: timestamp(secrets.previous.until) }),
    createdBy: subscription.createdBy.subject,
    createdAt: timestamp(subscription.createdAt),
  };
}

export function deliveryView(delivery: WebhookDelivery): z.input<typeof deliverySchema> {
  const { last_attempt_at, last_status, last_error, due_at, ended_at } = delivery;
  return {
    id: delivery.id,
    eventId: delivery.event_id,
    eventType: delivery.event_type,
    state: delivery.state,
    attempts: delivery.attempts,
    ...(last_attempt_at && { lastAttemptAt: timestamp(last_attempt_at.getTime()) }),
    ...(last_status !== null && { lastStatus: last_status }),
    ...(last_error !== null && { lastError: last_error }),
    ...(due_at && { nextAttemptAt: timestamp(due_at.getTime()) }),
    createdAt: timestamp(delivery.created_at.getTime()),
    ...(ended_at && { endedAt: timestamp(ended_at.getTime()) }),
  };
}
