import type { Tx } from '@quotewright/platform/postgres';
import type { Reading } from './application/reading.ts';
import type { SimulationTerms } from './application/simulate-price.ts';
import type { DiscountSignal } from './domain/discount-policy.ts';
import type { PriceInput } from './domain/price-input.ts';
import type { PricedQuote, PriceRequest, SimulatedPrice } from './domain/price-request.ts';

/** What other contexts may ask of pricing. */
export interface PricingApi {
  /**
   * Resolves active versions and prices. Throws 422 refusals with pointers into the request; their code is
   * `PRICE_REQUEST_INVALID`, or the one code that all field errors share (`PRICE_MISSING`). Only `PROMOTION_EXHAUSTED` is
   * 409: the same request is fine when something is given back.
   */
  price(tx: Tx, request: PriceRequest): Promise<PricedQuote>;
  /**
   * As `price`, for whoever only wants to know: nothing may be decided by the answer, which may come from a copy. `busy`:
   * so much is computed at this moment that it would wait too long.
   */
  simulate(read: Reading, request: PriceRequest, terms?: SimulationTerms): Promise<SimulatedPrice | 'busy'>;
  /**
   * Prices exactly this input again, from its pinned versions: same input, same bytes, for ever. Throws
   * `PRICE_ENGINE_UNKNOWN` or `PRICE_INPUT_MISMATCH` when this installation cannot.
   */
  derive(tx: Tx, input: PriceInput): Promise<PricedQuote>;
  /**
   * What about the manual discounts of a price needs an approval when somebody with these roles gives them, by the
   * discount policy that is active now. Throws `DISCOUNT_NOT_ALLOWED` with a pointer for each that nobody may give.
   */
  discountSignals(
    tx: Tx,
    roles: readonly string[],
    priced: Pick<PricedQuote, 'input' | 'result'>,
  ): Promise<readonly DiscountSignal[]>;
  /**
   * Counts the limited promotions of an accepted quote, once per revision, under the locks of their counters. Throws
   * `PROMOTION_EXHAUSTED` when a limit would be passed: nothing is counted then.
   */
  redeemPromotions(tx: Tx, redemption: PromotionRedemption): Promise<void>;
  /** Gives back what a revision has redeemed; nothing where it has redeemed nothing. */
  releasePromotions(tx: Tx, redemption: Pick<PromotionRedemption, 'quoteId' | 'revision'>): Promise<void>;
  /** The price list's active version; undefined before its first publication. */
  activeVersion(tx: Tx, priceListId: string): Promise<number | undefined>;
}

/** An accepted revision of a quote and its price. */
export interface PromotionRedemption {
  readonly quoteId: string;
  readonly revision: number;
  readonly priced: Pick<PricedQuote, 'input' | 'result'>;
}

export type { Reading } from './application/reading.ts';
export type { SimulationTerms } from './application/simulate-price.ts';
export type { DiscountSignal } from './domain/discount-policy.ts';
export type { PricedQuote, PriceRequest, PriceRequestLine, SimulatedPrice } from './domain/price-request.ts';
