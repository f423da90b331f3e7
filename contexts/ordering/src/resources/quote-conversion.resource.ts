import { created, defineRoute, idSchema, type Route } from '@quotewright/platform/http';
import { z } from 'zod';
import type { convertQuote } from '../application/convert-quote.ts';
import type { OrderSchemas } from './order.schema.ts';
import { orderView } from './order-view.ts';

interface QuoteConversionDeps {
  readonly schemas: OrderSchemas;
  readonly convert: ReturnType<typeof convertQuote>;
}

export function quoteConversionRoutes({ schemas, convert }: QuoteConversionDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/quotes/:quoteId/convert',
      operationId: 'convertQuote',
      tag: 'Orders',
      summary: 'Make an accepted quote an order, exactly once',
      description:
        'Repeats under the same key get the same answer. `If-Match` names the quote; the answer is the order, with its own ETag.',
      permission: 'order:create',
      limit: { class: 'order-creation', cost: 1 },
      idempotency: 'required',
      ifMatch: true,
      params: z.strictObject({ quoteId: idSchema }),
      responses: { 201: { description: 'The order', schema: schemas.order } },
      handler: (call) =>
        call.write(async (tx) => {
          const { quoteId } = call.params;
          const order = await convert(tx, call.principal, {
            quoteId,
            reach: call.reach,
            expectedVersion: call.ifMatch as string,
          });
          return created(`/orders/${order.id}`, orderView(order), { etag: String(order.version) });
        }),
    }),
  ];
}
