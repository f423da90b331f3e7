import { timestamp } from '@quotewright/kernel';
import {
  defineRoute,
  idSchema,
  ok,
  pageOf,
  pageQuery,
  type Route,
  timestampSchema,
} from '@quotewright/platform/http';
import { z } from 'zod';
import type { QuoteInReach } from '../application/quote-in-reach.ts';
import type {
  listPriceChanges,
  PriceChanges,
  reportPriceChanges,
} from '../application/report-price-changes.ts';
import { stateAt } from '../domain/quote.ts';
import { quoteStates } from '../domain/quote-states.ts';
import { priceComparisonSchema, totalsComparisonSchema } from './price-comparison.schema.ts';
import { quoteParams } from './quote.schema.ts';

interface PriceChangesDeps {
  readonly inReach: QuoteInReach;
  readonly report: ReturnType<typeof reportPriceChanges>;
  readonly list: ReturnType<typeof listPriceChanges>;
}

const MAX_PER_PAGE = 50;

const head = {
  quoteId: idSchema,
  number: z.string(),
  state: z.enum(quoteStates),
  revision: z.int(),
  accountId: z.string(),
  owner: z.string(),
  pricedAt: timestampSchema.describe('When the frozen price was made.'),
  changed: z.boolean().describe("Whether today's versions give another price, or none."),
  advice: z.string().describe('What can be done about it.'),
  unpriceable: z
    .array(z.strictObject({ pointer: z.string(), code: z.string(), reason: z.string() }))
    .exactOptional()
    .describe('Why the quote cannot be priced today, with pointers into it.'),
};

const reportSchema = z
  .strictObject({
    ...head,
    comparison: priceComparisonSchema.exactOptional().describe("The frozen price before, today's after."),
  })
  .meta({ id: 'QuotePriceChanges' });

const summarySchema = z
  .strictObject({ ...head, totals: totalsComparisonSchema.exactOptional() })
  .meta({ id: 'QuotePriceChangeSummary' });

/** What a publication means for prices that are frozen already. */
export function priceChangeRoutes({ inReach, report, list }: PriceChangesDeps): readonly Route[] {
  const tag = 'Quotes';
  const permission = 'quote:read';
  return [
    defineRoute({
      method: 'GET',
      path: '/quotes/price-changes',
      operationId: 'listQuotePriceChanges',
      tag,
      summary: "Which open quotes have a price that is not today's, oldest first",
      description:
        'Prices every priced, submitted, approved or presented quote of the page again; nothing is kept. A page of large quotes may be shorter than its limit.',
      permission,
      limit: { class: 'read', cost: 1 },
      query: z.strictObject({
        ...pageQuery,
        limit: z.coerce
          .number()
          .int()
          .min(1)
          .max(MAX_PER_PAGE)
          .default(20)
          .describe('How many quotes at most.'),
      }),
      responses: { 200: { description: 'One page', schema: pageOf(summarySchema) } },
      handler: (call) =>
        call.read(async (tx) => {
          const { items, ...next } = await list(tx, call.reach, call.query);
          return ok({ items: items.map((changes) => summaryView(changes, tx.now)), ...next });
        }),
    }),
    defineRoute({
      method: 'GET',
      path: '/quotes/:quoteId/price-changes',
      operationId: 'reportQuotePriceChanges',
      tag,
      summary: "How the quote's frozen price differs from today's, and why",
      description: 'Prices the quote again by the versions that are active now; nothing is kept.',
      permission,
      limit: { class: 'read', cost: 1 },
      params: quoteParams,
      responses: { 200: { description: 'The report', schema: reportSchema } },
      handler: (call) =>
        call.read(async (tx) => {
          await inReach(tx, call.reach, call.params.quoteId);
          const { comparison, ...changes } = await report(tx, call.params.quoteId);
          return ok({ ...headView(changes, tx.now), ...(comparison && { comparison }) });
        }),
    }),
  ];
}

function summaryView({ comparison, ...changes }: PriceChanges, now: number) {
  return { ...headView(changes, now), ...(comparison && { totals: comparison.totals }) };
}

function headView({ quote, pricedAt, ...found }: Omit<PriceChanges, 'comparison'>, now: number) {
  const { id, number, revision, accountId, owner } = quote;
  const state = stateAt(quote, now);
  return { quoteId: id, number, state, revision, accountId, owner, pricedAt: timestamp(pricedAt), ...found };
}
