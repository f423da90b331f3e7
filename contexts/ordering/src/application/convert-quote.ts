import { newUuid } from '@quotewright/kernel';
import { appendAudit } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import { appendEvents, eventOf } from '@quotewright/platform/messaging';
import { nextNumber } from '@quotewright/platform/numbering';
import type { Tx } from '@quotewright/platform/postgres';
import type { QuotingApi, TakeAcceptedQuote } from '@quotewright/quoting';
import { orderCreated, orderCreation } from '../domain/events.ts';
import { type OrderWithItems, orderOf } from '../domain/order.ts';
import type { OrderStore } from '../ports/order-store.ts';

interface ConvertQuoteDeps {
  readonly quoting: QuotingApi;
  readonly orders: OrderStore;
}

/*
 * An accepted quote becomes an order once, for ever. Three locks say so, and each would do alone: the row of
 * the quote (taken first, and `ordered` afterwards), the idempotency row of the request, and the unique key
 * of orders over (quote, revision). Nothing outside the transaction is touched.
 */
export const convertQuote =
  ({ quoting, orders }: ConvertQuoteDeps) =>
  async (tx: Tx, actor: Principal, command: TakeAcceptedQuote): Promise<OrderWithItems> => {
    const quote = await quoting.takeAcceptedQuote(tx, command);
    const id = newUuid();
    await quoting.markOrdered(tx, actor, quote.id, id);
    // Late, because every other conversion of the tenant waits for the number until this one commits.
    const number = await nextNumber(tx, 'ORD');
    const order = orderOf(quote, { id, number, itemIds: quote.items.map(() => newUuid()), now: tx.now });
    await orders.insert(tx, order);
    await appendAudit(tx, {
      actor,
      action: 'order.create',
      entity: { type: 'order', id },
      detail: {
        to: order.state,
        version: order.version,
        quoteId: quote.id,
        quoteRevision: quote.revision,
        priceHash: quote.snapshot.priceHash,
      },
    });
    await appendEvents(tx, [eventOf(orderCreated, id, orderCreation(order))]);
    return order;
  };
