import type { Tx } from '@quotewright/platform/postgres';
import type { PricedQuote, PriceRequest } from '../domain/price-request.ts';
import type { PricesOfInputs } from '../ports/prices-of-inputs.ts';
import { type PinPriceDeps, pinPrice } from './pin-price.ts';
import { settlePrice } from './settle-price.ts';

/** Prices what is asked for, by today's active versions, which the answer pins. Computed here and now: a command may keep it. */
export const priceNow = (deps: PinPriceDeps & { readonly computed: PricesOfInputs }) => {
  const pin = pinPrice(deps);
  const settle = settlePrice({ ...deps, prices: deps.computed });
  return async (tx: Tx, request: PriceRequest): Promise<PricedQuote> =>
    (await settle((work) => work(tx), await pin(tx, request))).priced;
};
