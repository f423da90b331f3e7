import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const webhookErrors = {
  WEBHOOK_UNKNOWN: { kind: 'notFound', title: 'The caller has no such subscription' },
  WEBHOOK_DELIVERY_UNKNOWN: { kind: 'notFound', title: 'The subscription has no such delivery' },
  WEBHOOK_EVENT_UNKNOWN: { kind: 'unprocessable', title: 'There is no such event' },
  WEBHOOK_EVENT_FORBIDDEN: {
    kind: 'forbidden',
    title: 'The caller may not read what the event is about',
  },
  WEBHOOK_QUERY_INVALID: {
    kind: 'unprocessable',
    title: 'The query of a subscription names types of events only',
  },
  WEBHOOK_CALLBACK_REFUSED: { kind: 'unprocessable', title: 'Nothing is sent to such an address' },
  WEBHOOK_LIMIT_REACHED: { kind: 'conflict', title: 'The tenant has as many subscriptions as it may have' },
  WEBHOOK_DISABLED: { kind: 'conflict', title: 'The subscription is disabled' },
  WEBHOOK_DELIVERY_PENDING: { kind: 'conflict', title: 'The delivery is under way already' },
} as const satisfies ErrorTable;

export const fail = errorsOf(webhookErrors);
