import type { Tx } from '@quotewright/platform/postgres';
import type { PriceRequest, SimulatedPrice } from '../domain/price-request.ts';
import type { Busy, PricesOfInputs } from '../ports/prices-of-inputs.ts';
import { type PinPriceDeps, pinPrice } from './pin-price.ts';
import { requireCatalog } from './require-catalog.ts';
import { settlePrice } from './settle-price.ts';

/** Runs work in a read transaction of the caller's tenant. */
export type Reading = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

export interface SimulationTerms {
  /** No older catalog version may answer. */
  readonly minCatalogVersion?: number;
}

export interface SimulatePriceDeps<Refusal extends string> extends PinPriceDeps {
  /** Perhaps from copies. */
  readonly prices: PricesOfInputs<Refusal>;
}

/**
 * What something would cost; nothing is kept, and what is answered may be a copy. Two transactions: the first says which
 * price it is, and may hold a connection for that; the second has none yet, so that it may wait for a copy.
 */
export const simulatePrice = <Refusal extends string = Busy>(deps: SimulatePriceDeps<Refusal>) => {
  const atLeast = requireCatalog(deps);
  const pin = pinPrice(deps);
  const settle = settlePrice<Refusal>(deps);
  return async (
    read: Reading,
    request: PriceRequest,
    { minCatalogVersion }: SimulationTerms = {},
  ): Promise<SimulatedPrice | Refusal> => {
    const pinned = await read(async (tx) => pin(tx, await atLeast(tx, request, minCatalogVersion)));
    const obtained = await read((tx) => settle(tx, pinned));
    if (typeof obtained === 'string') return obtained;
    const { priced, ...origin } = obtained;
    return { ...priced, ...origin };
  };
};
