import { timestamp } from '@quotewright/kernel';
import { listAudit } from '@quotewright/platform/audit';
import {
  defineRoute,
  idSchema,
  ok,
  pageOf,
  pageQuery,
  type Route,
  sendBytes,
  timestampSchema,
} from '@quotewright/platform/http';
import { z } from 'zod';
import type { explainPrice } from '../application/explain-price.ts';
import type { QuoteInReach } from '../application/quote-in-reach.ts';
import type { findQuote } from '../application/read-quote.ts';
import type { findRevision, listRevisions } from '../application/read-revisions.ts';
import { priceExplanationSchema } from './price.schema.ts';
import { quoteParams, revisionNumber, revisionSchema, revisionSummarySchema } from './quote.schema.ts';
import { revisionSummary } from './quote-view.ts';

interface QuoteRecordDeps {
  readonly inReach: QuoteInReach;
  readonly find: ReturnType<typeof findQuote>;
  readonly revisions: ReturnType<typeof listRevisions>;
  readonly revision: ReturnType<typeof findRevision>;
  readonly explain: ReturnType<typeof explainPrice>;
}

const auditSchema = z.strictObject({
  id: idSchema,
  at: timestampSchema,
  actor: z.strictObject({ subject: z.string(), clientId: z.string().exactOptional() }),
  action: z.string(),
  entity: z.strictObject({ type: z.string(), id: z.string() }),
  reason: z.string().exactOptional(),
  detail: z.looseObject({}),
});

/** What a quote leaves behind: its history, its revisions, how its price came about. */
export function quoteRecordRoutes({
  inReach,
  find,
  revisions,
  revision,
  explain,
}: QuoteRecordDeps): readonly Route[] {
  const path = '/quotes/:quoteId';
  const tag = 'Quotes';
  const permission = 'quote:read';
  return [
    defineRoute({
      method: 'GET',
      path: `${path}/history`,
      operationId: 'listQuoteHistory',
      tag,
      summary: 'Who did what to the quote, newest first',
      permission,
      limit: { class: 'read', cost: 1 },
      params: quoteParams,
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'One page', schema: pageOf(auditSchema) } },
      handler: (call) =>
        call.read(async (tx) => {
          await inReach(tx, call.reach, call.params.quoteId);
          const { id } = await find(tx, call.params.quoteId);
          return ok(await listAudit(tx, { entity: { type: 'quote', id } }, call.query));
        }),
    }),
    defineRoute({
      method: 'GET',
      path: `${path}/revisions`,
      operationId: 'listQuoteRevisions',
      tag,
      summary: 'The revisions of the quote, oldest first',
      permission,
      limit: { class: 'read', cost: 1 },
      params: quoteParams,
      responses: {
        200: {
          description: 'All of them',
          schema: z.strictObject({ items: z.array(revisionSummarySchema) }),
        },
      },
      handler: (call) =>
        call.read(async (tx) => {
          await inReach(tx, call.reach, call.params.quoteId);
          const items = await revisions(tx, call.params.quoteId);
          return ok({ items: items.map(revisionSummary) });
        }),
    }),
    defineRoute({
      method: 'GET',
      path: `${path}/revisions/:revision`,
      operationId: 'readQuoteRevision',
      tag,
      summary: 'One revision with its items, as it was frozen',
      permission,
      limit: { class: 'read', cost: 1 },
      params: z.strictObject({ ...quoteParams.shape, revision: revisionNumber }),
      responses: { 200: { description: 'The revision', schema: revisionSchema } },
      handler: (call) =>
        call.read(async (tx) => {
          await inReach(tx, call.reach, call.params.quoteId);
          const found = await revision(tx, call.params.quoteId, call.params.revision);
          return ok({ ...revisionSummary(found), items: found.revision.price?.items ?? [] });
        }),
    }),
    defineRoute({
      method: 'GET',
      path: `${path}/price-explanation`,
      operationId: 'explainQuotePrice',
      tag,
      summary: 'How the frozen price came about, step by step',
      permission,
      limit: { class: 'read', cost: 1 },
      params: quoteParams,
      query: z.strictObject({
        revision: revisionNumber.exactOptional().describe('Default: the live one.'),
        format: z.enum(['json', 'text']).default('json'),
      }),
      responses: {
        200: {
          description: 'The explanation; `text/plain` with `format=text`',
          schema: priceExplanationSchema,
        },
      },
      handler: (call) =>
        call.read(async (tx) => {
          await inReach(tx, call.reach, call.params.quoteId);
          const explanation = await explain(tx, call.params.quoteId, call.query.revision);
          if (call.query.format === 'text')
            return sendBytes(Buffer.from(explanation.text()), 'text/plain; charset=utf-8');
          const { quoteId, revision: number, pricedAt, inputHash, priceHash, result } = explanation;
          return ok({
            ...result,
            quoteId,
            revision: number,
            pricedAt: timestamp(pricedAt),
            inputHash,
            priceHash,
          });
        }),
    }),
  ];
}
