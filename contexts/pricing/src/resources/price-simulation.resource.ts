import { timestamp } from '@quotewright/kernel';
import { defineRoute, ok, type Route } from '@quotewright/platform/http';
import type { PricingApi } from '../api.ts';
import type { requireCatalog } from '../application/require-catalog.ts';
import { priceRequestBody } from './price-request.schema.ts';
import { simulatedPriceView } from './price-simulation.schema.ts';

const MAX_REQUEST_BYTES = 4 * 1024 * 1024;

interface PriceSimulationDeps extends Pick<PricingApi, 'price'> {
  readonly require: ReturnType<typeof requireCatalog>;
}

export function priceSimulationRoutes({ price, require }: PriceSimulationDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/quotes/price',
      operationId: 'simulatePrice',
      question: true,
      tag: 'Pricing',
      summary: 'What something would cost; nothing is kept',
      description:
        'Prices all lines or refuses all: a line that cannot be priced is 422 with a pointer to it, never a price from somewhere else.',
      permission: 'price:simulate',
      body: priceRequestBody,
      bodyLimit: MAX_REQUEST_BYTES,
      responses: { 200: { description: 'The price, explained.', schema: simulatedPriceView } },
      handler: (call) =>
        call.read(async (tx) => {
          const priced = await price(tx, await require(tx, call.body, call.minVersion['catalog']));
          return ok({ ...priced, source: 'computed', computedAt: timestamp(tx.now) });
        }),
    }),
  ];
}
