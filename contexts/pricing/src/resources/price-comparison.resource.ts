import { defineRoute, ok, type Route, sendBytes } from '@quotewright/platform/http';
import { z } from 'zod';
import type { compareRequests } from '../application/compare-requests.ts';
import type { accountsInReach } from '../application/require-subject.ts';
import type { PricedQuote } from '../domain/price-request.ts';
import { renderComparison } from '../domain/render-comparison.ts';
import { comparedRequestsView, compareRequestsBody } from './price-comparison.schema.ts';
import { costOfLines } from './request-cost.ts';

const MAX_REQUEST_BYTES = 4 * 1024 * 1024;

/** Both prices are computed here, however busy it is: half of an answer would be none. */
export function priceComparisonRoutes({
  inReach,
  compare,
}: {
  readonly inReach: ReturnType<typeof accountsInReach>;
  readonly compare: ReturnType<typeof compareRequests>;
}): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/quotes/price/compare',
      operationId: 'comparePrices',
      question: true,
      tag: 'Pricing',
      summary: 'What a change of a request costs, and why; nothing is kept',
      description:
        'Prices both requests as simulations and compares them by line id. Pointers of refusals begin with `/before` or `/after`.',
      permission: 'price:simulate',
      limit: {
        class: 'simulation',
        cost: 10,
        ofBody: ({ before, after }: z.output<typeof compareRequestsBody>) =>
          costOfLines(before) + costOfLines(after),
      },
      query: z.strictObject({ format: z.enum(['json', 'text']).default('json') }),
      body: compareRequestsBody,
      bodyLimit: MAX_REQUEST_BYTES,
      responses: {
        200: { description: 'The comparison; `text/plain` with `format=text`', schema: comparedRequestsView },
      },
      async handler(call) {
        const { reach, body } = call;
        const accounts = [body.before.accountId, body.after.accountId];
        if (reach !== 'all') await call.read((tx) => inReach(tx, reach, accounts));
        const minCatalogVersion = call.minVersion['catalog'];
        const terms = { signal: call.signal, ...(minCatalogVersion !== undefined && { minCatalogVersion }) };
        const { before, after, comparison } = await compare((work) => call.read(work), call.body, terms);
        return call.query.format === 'text'
          ? sendBytes(Buffer.from(renderComparison(comparison)), 'text/plain; charset=utf-8')
          : ok({ before: headOf(before), after: headOf(after), comparison });
      },
    }),
  ];
}

function headOf({ result, priceHash }: PricedQuote) {
  const { lines: _, ...head } = result;
  return { ...head, priceHash };
}
