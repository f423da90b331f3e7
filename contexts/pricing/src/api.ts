import type { Tx } from '@quotewright/platform/postgres';
import type { PriceInput } from './domain/price-input.ts';
import type { PricedQuote, PriceRequest } from './domain/price-request.ts';

/** What other contexts may ask of pricing. */
export interface PricingApi {
  /**
   * Resolves active versions and prices. Throws 422 refusals with pointers into the request; their code is
   * `PRICE_REQUEST_INVALID`, or the one code that all field errors share (`PRICE_MISSING`).
   */
  price(tx: Tx, request: PriceRequest): Promise<PricedQuote>;
  /**
   * Prices exactly this input again, from its pinned versions: same input, same bytes, for ever. Throws
   * `PRICE_ENGINE_UNKNOWN` or `PRICE_INPUT_MISMATCH` when this installation cannot.
   */
  derive(tx: Tx, input: PriceInput): Promise<PricedQuote>;
  /** The price list's active version; undefined before its first publication. */
  activeVersion(tx: Tx, priceListId: string): Promise<number | undefined>;
}

export type { PricedQuote, PriceRequest, PriceRequestLine } from './domain/price-request.ts';
