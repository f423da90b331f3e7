import { defineRoute, jobSchema, ok, type Route } from '@quotewright/platform/http';
import type { PricingApi } from '../api.ts';
import type { accountsInReach } from '../application/require-subject.ts';
import { priceRequestBody } from './price-request.schema.ts';
import { simulatedPriceView } from './price-simulation.schema.ts';
import { costOfLines } from './request-cost.ts';
import { SIMULATE_PRICE_JOB, type SimulatePriceJob } from './simulate-price.job.ts';
import { simulatedPriceOf } from './simulated-price-view.ts';

const MAX_REQUEST_BYTES = 4 * 1024 * 1024;

interface PriceSimulationDeps extends Pick<PricingApi, 'simulate'> {
  readonly inReach: ReturnType<typeof accountsInReach>;
}

/** When the process has enough to compute, this endpoint has the price computed by a worker. */
export function priceSimulationRoutes({ inReach, simulate }: PriceSimulationDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/quotes/price',
      operationId: 'simulatePrice',
      question: true,
      tag: 'Pricing',
      summary: 'What something would cost; nothing is kept',
      description:
        'Prices all lines or refuses all: a line that cannot be priced is 422 with a pointer to it, never a price from somewhere else. The answer may be a copy of what was computed under the same input (`source`); beyond 300 lines none is kept. Where so much is computed that the answer would take seconds, it is 202 with a job whose result is the price. That job is for the caller alone, the same one while the same question waits, and gone 15 minutes after it ended; a tenant may have 20 of them waiting, beyond which it is 503 `TOO_MANY_QUESTIONS` with `Retry-After`.',
      permission: 'price:simulate',
      limit: { class: 'simulation', cost: 5, ofBody: costOfLines },
      body: priceRequestBody,
      bodyLimit: MAX_REQUEST_BYTES,
      responses: {
        200: { description: 'The price, explained.', schema: simulatedPriceView },
        202: {
          description: 'A job computes it, for who asks alone; its result is the price.',
          schema: jobSchema,
        },
      },
      async handler(call) {
        const { reach, body } = call;
        if (reach !== 'all') await call.read((tx) => inReach(tx, reach, [body.accountId]));
        const minCatalogVersion = call.minVersion['catalog'];
        const terms = minCatalogVersion === undefined ? {} : { minCatalogVersion };
        const simulated = await simulate((work) => call.read(work), call.body, terms);
        if (simulated !== 'busy') return ok(simulatedPriceOf(simulated));
        const input = { request: call.body, ...terms } satisfies SimulatePriceJob;
        return call.later({ type: SIMULATE_PRICE_JOB, input });
      },
    }),
  ];
}
