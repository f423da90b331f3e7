import type { Tx } from '@quotewright/platform/postgres';
import { engineOf } from '../domain/engine.ts';
import type { PricedQuote, PriceRequest } from '../domain/price-request.ts';
import { type CalculatePriceDeps, calculatePrice } from './calculate-price.ts';
import { type ResolvePriceDeps, resolvePrice } from './resolve-price.ts';

/** Prices what is asked for, by today's active versions, which the answer pins. */
export const priceNow =
  (deps: ResolvePriceDeps & CalculatePriceDeps) =>
  async (tx: Tx, request: PriceRequest): Promise<PricedQuote> => {
    const { input, ...facts } = await resolvePrice(deps)(tx, request);
    return calculatePrice(deps)(tx, engineOf(input), input, facts);
  };
