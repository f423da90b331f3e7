import { created, defineRoute, idSchema, type Route } from '@quotewright/platform/http';
import { z } from 'zod';
import type { addItem } from '../application/add-item.ts';
import type { changeItem } from '../application/change-item.ts';
import type { completeQuote } from '../application/read-quote.ts';
import type { removeItem } from '../application/remove-item.ts';
import type { ChangeQuoteCall } from './expiry-on-access.ts';
import { addedItemSchema, itemChangeSchema } from './item.schema.ts';
import { LARGEST_QUOTE, quoteParams, quoteSchema } from './quote.schema.ts';
import { etagOf, quoteAnswer, quoteView } from './quote-view.ts';

interface QuoteItemDeps {
  readonly write: ChangeQuoteCall;
  readonly complete: ReturnType<typeof completeQuote>;
  readonly add: ReturnType<typeof addItem>;
  readonly change: ReturnType<typeof changeItem>;
  readonly remove: ReturnType<typeof removeItem>;
}

const itemParams = z.strictObject({ ...quoteParams.shape, itemId: idSchema });

/** Items are part of their quote: every change answers with the whole quote, and its new ETag. */
export function quoteItemRoutes({ write, complete, add, change, remove }: QuoteItemDeps): readonly Route[] {
  const path = '/quotes/:quoteId/items';
  const tag = 'Quotes';
  const description = 'A priced quote is a draft again.';
  const permission = 'quote:write';
  return [
    defineRoute({
      method: 'POST',
      path,
      operationId: 'addQuoteItem',
      tag,
      summary: 'Put an offering on the quote, with what is part of it',
      description: `${description} With \`parentId\` it becomes part of that item.`,
      permission,
      limit: { class: 'change', cost: 1 },
      ifMatch: true,
      idempotency: 'optional',
      params: quoteParams,
      bodyLimit: LARGEST_QUOTE,
      body: addedItemSchema,
      responses: { 201: { description: 'The quote with the item', schema: quoteSchema } },
      handler: (call) =>
        write(call, async (tx) => {
          const { principal, params, body, ifMatch } = call;
          const { quote, item } = await add(tx, principal, {
            ...params,
            expectedVersion: ifMatch as string,
            item: body,
          });
          return created(
            `/quotes/${quote.id}/items/${item.id}`,
            quoteView(await complete(tx, quote), tx.now),
            {
              etag: etagOf(quote),
            },
          );
        }),
    }),
    defineRoute({
      method: 'PATCH',
      path: `${path}/:itemId`,
      operationId: 'changeQuoteItem',
      tag,
      summary: 'Change an item',
      description: `${description} Only what is named changes, each member as a whole; \`null\` removes it.`,
      permission,
      limit: { class: 'change', cost: 1 },
      ifMatch: true,
      params: itemParams,
      body: itemChangeSchema,
      responses: { 200: { description: 'The quote with the changed item', schema: quoteSchema } },
      handler: (call) =>
        write(call, async (tx) => {
          const { principal, params, body, ifMatch } = call;
          const quote = await change(tx, principal, {
            ...params,
            expectedVersion: ifMatch as string,
            changes: body,
          });
          return quoteAnswer(await complete(tx, quote), tx.now);
        }),
    }),
    defineRoute({
      method: 'DELETE',
      path: `${path}/:itemId`,
      operationId: 'removeQuoteItem',
      tag,
      summary: 'Take an item off the quote, with all that is part of it',
      description,
      permission,
      limit: { class: 'change', cost: 1 },
      ifMatch: true,
      params: itemParams,
      responses: { 200: { description: 'The quote without the item', schema: quoteSchema } },
      handler: (call) =>
        write(call, async (tx) => {
          const quote = await remove(tx, call.principal, {
            ...call.params,
            expectedVersion: call.ifMatch as string,
          });
          return quoteAnswer(await complete(tx, quote), tx.now);
        }),
    }),
  ];
}
