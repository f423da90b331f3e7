import type { EventDefinition } from '@quotewright/platform/messaging';
import { z } from 'zod';
import type { OrderWithItems } from './order.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const orderCreated: EventDefinition<any> = {
  type: 'OrderCreated',
  schemaVersion: 1,
  aggregate: 'order',
  readPermission: 'order:read',
  owned: true,
  summary: 'An accepted quote became an order.',
  data: z.strictObject({
    orderId: z.string().describe('Identifies the aggregate.'),
    number: z.string().describe('What people call the order.'),
    state: z.enum(['acknowledged']).describe('Every order begins so.'),
    version: z.int().positive().describe('Of the order, after the change.'),
    accountId: z.string().describe('Who ordered.'),
    owner: z.string().exactOptional().describe('Subject of the user whose order it is.'),
    quoteId: z.string().describe('The quote it was.'),
    quoteRevision: z.int().positive().describe('The accepted revision.'),
    priceHash: hash.describe('Identifies the price that the customer accepted.'),
    items: z.int().positive().describe('How many items the order has.'),
  }),
};

export const orderEvents: readonly EventDefinition<any>[] = [orderCreated];

export function orderCreation(order: OrderWithItems) {
  return {
    orderId: order.id,
    number: order.number,
    state: order.state,
    version: order.version,
    accountId: order.accountId,
    owner: order.owner,
    quoteId: order.quote.id,
    quoteRevision: order.quote.revision,
    priceHash: order.snapshot.priceHash,
    items: order.items.length,
  };
}
