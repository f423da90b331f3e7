import type { DomainEvent } from '@quotewright/platform/messaging';
import type { OrderWithItems } from './order.ts';

export function orderCreated(order: OrderWithItems): DomainEvent {
  return {
    type: 'OrderCreated',
    schemaVersion: 1,
    aggregate: { type: 'order', id: order.id },
    data: {
      orderId: order.id,
      number: order.number,
      state: order.state,
      version: order.version,
      accountId: order.accountId,
      quoteId: order.quote.id,
      quoteRevision: order.quote.revision,
      priceHash: order.snapshot.priceHash,
      items: order.items.length,
    },
  };
}
