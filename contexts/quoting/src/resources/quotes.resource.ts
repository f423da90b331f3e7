import { type Answer, created, defineRoute, ok, pageOf, type Route } from '@quotewright/platform/http';
import type { Database, Tx } from '@quotewright/platform/postgres';
import type { z } from 'zod';
import type { accountInReach } from '../application/account-in-reach.ts';
import type { changeQuote } from '../application/change-quote.ts';
import type { cloneQuote } from '../application/clone-quote.ts';
import type { createQuote } from '../application/create-quote.ts';
import type { expireQuote } from '../application/expire-quote.ts';
import type { listQuotes } from '../application/list-quotes.ts';
import { ownerInReach } from '../application/owner-in-reach.ts';
import type { QuoteInReach } from '../application/quote-in-reach.ts';
import type { completeQuote, findQuote } from '../application/read-quote.ts';
import { isDue, type Quote } from '../domain/quote.ts';
import type { ChangeQuoteCall } from './expiry-on-access.ts';
import {
  LARGEST_QUOTE,
  newQuoteSchema,
  quoteChangeSchema,
  quoteParams,
  quoteQuerySchema,
  quoteSchema,
  quoteSummarySchema,
} from './quote.schema.ts';
import { etagOf, quoteAnswer, quoteSummary, quoteView } from './quote-view.ts';

interface QuoteDeps {
  readonly inReach: QuoteInReach;
  readonly accountInReach: ReturnType<typeof accountInReach>;
  readonly database: Database;
  readonly write: ChangeQuoteCall;
  readonly complete: ReturnType<typeof completeQuote>;
  readonly find: ReturnType<typeof findQuote>;
  readonly list: ReturnType<typeof listQuotes>;
  readonly create: ReturnType<typeof createQuote>;
  readonly clone: ReturnType<typeof cloneQuote>;
  readonly change: ReturnType<typeof changeQuote>;
  readonly expire: ReturnType<typeof expireQuote>;
}

const tag = 'Quotes';
const path = '/quotes';

export function quoteRoutes({
  inReach,
  accountInReach,
  database,
  write,
  complete,
  find,
  list,
  create,
  clone,
  change,
  expire,
}: QuoteDeps): readonly Route[] {
  const opened = async (tx: Tx, quote: Quote): Promise<Answer> =>
    created(`${path}/${quote.id}`, quoteView(await complete(tx, quote), tx.now), { etag: etagOf(quote) });

  return [
    defineRoute({
      method: 'GET',
      path,
      operationId: 'listQuotes',
      tag,
      summary: 'Quotes, newest first',
      permission: 'quote:read',
      limit: { class: 'read', cost: 1 },
      query: quoteQuerySchema,
      responses: { 200: { description: 'One page', schema: pageOf(quoteSummarySchema) } },
      handler: (call) =>
        call.read(async (tx) => {
          const { limit, cursor, ...filter } = call.query;
          const page = { limit, ...(cursor !== undefined && { cursor }) };
          const { items, ...next } = await list(tx, { ...filterOf(filter), reach: call.reach }, page);
          return ok({
            items: items.map(({ quote, totals }) => quoteSummary(quote, totals, tx.now)),
            ...next,
          });
        }),
    }),
    defineRoute({
      method: 'POST',
      path,
      operationId: 'createQuote',
      tag,
      summary: 'Open a quote for an account',
      permission: 'quote:write',
      limit: { class: 'change', cost: 1 },
      idempotency: 'optional',
      bodyLimit: LARGEST_QUOTE,
      body: newQuoteSchema,
      responses: { 201: { description: 'The draft', schema: quoteSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          ownerInReach(call.reach, call.body.owner);
          await accountInReach(tx, call.reach, call.body.accountId);
          return opened(tx, await create(tx, call.principal, withInstant(call.body)));
        }),
    }),
    defineRoute({
      method: 'GET',
      path: `${path}/:quoteId`,
      operationId: 'readQuote',
      tag,
      summary: 'One quote',
      permission: 'quote:read',
      limit: { class: 'read', cost: 1 },
      params: quoteParams,
      responses: { 200: { description: 'The quote', schema: quoteSchema } },
      handler: async (call) => {
        const read = () =>
          call.read(async (tx) => {
            await inReach(tx, call.reach, call.params.quoteId);
            const quote = await find(tx, call.params.quoteId);
            return isDue(quote, tx.now) ? undefined : quoteAnswer(await complete(tx, quote), tx.now);
          });
        const answer = await read();
        if (answer !== undefined) return answer;
        // Expiry is a change like any other: it has a version, and so an ETag of its own.
        return database.withTenant(call.principal.tenant, 'write', async (tx) => {
          await expire(tx, call.params.quoteId);
          return quoteAnswer(await complete(tx, await find(tx, call.params.quoteId)), tx.now);
        });
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: `${path}/:quoteId`,
      operationId: 'changeQuote',
      tag,
      summary: 'Change the head of a quote',
      description: 'A priced quote is a draft again.',
      permission: 'quote:write',
      limit: { class: 'change', cost: 1 },
      ifMatch: true,
      params: quoteParams,
      body: quoteChangeSchema,
      responses: { 200: { description: 'The changed quote', schema: quoteSchema } },
      handler: (call) =>
        write(call, async (tx) => {
          const { body, params, ifMatch, principal } = call;
          ownerInReach(call.reach, body.owner);
          const changes = withInstant(body);
          const quote = await change(tx, principal, {
            ...params,
            expectedVersion: ifMatch as string,
            changes,
          });
          return quoteAnswer(await complete(tx, quote), tx.now);
        }),
    }),
    defineRoute({
      method: 'POST',
      path: `${path}/:quoteId/clone`,
      operationId: 'cloneQuote',
      tag,
      summary: 'Open a new quote with the same customer and items',
      description: 'The original stays as it is, in whatever state. The clone is priced anew.',
      permission: 'quote:write',
      limit: { class: 'change', cost: 1 },
      idempotency: 'optional',
      params: quoteParams,
      responses: { 201: { description: 'The new draft', schema: quoteSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          await inReach(tx, call.reach, call.params.quoteId);
          return opened(tx, await clone(tx, call.principal, call.params.quoteId));
        }),
    }),
  ];
}

/** Times are text on the wire, milliseconds inside. */
function withInstant<Body extends { readonly validUntil?: string }>({ validUntil, ...rest }: Body) {
  return { ...rest, ...(validUntil !== undefined && { validUntil: Date.parse(validUntil) }) };
}

function filterOf(query: Omit<z.output<typeof quoteQuerySchema>, 'limit' | 'cursor'>) {
  const { q, createdFrom, createdTo, ...filter } = query;
  return {
    ...filter,
    ...(q !== undefined && { text: q }),
    ...(createdFrom !== undefined && { createdFrom: Date.parse(createdFrom) }),
    ...(createdTo !== undefined && { createdTo: Date.parse(createdTo) }),
  };
}
