import type { PriceRequest, SimulatedPrice } from '../domain/price-request.ts';
import type { Busy, PricesOfInputs } from '../ports/prices-of-inputs.ts';
import { type PinPriceDeps, pinPrice } from './pin-price.ts';
import type { Reading } from './reading.ts';
import { requireCatalog } from './require-catalog.ts';
import { settlePrice } from './settle-price.ts';

export interface SimulationTerms {
  /** No older catalog version may answer. */
  readonly minCatalogVersion?: number;
  /** Ends the waiting for a turn to compute: nobody waits for the price any more. */
  readonly signal?: AbortSignal;
}

export interface SimulatePriceDeps<Refusal extends string> extends PinPriceDeps {
  /** Perhaps from copies. */
  readonly prices: PricesOfInputs<Refusal>;
}

/**
 * What something would cost; nothing is kept, and what is answered may be a copy. Two transactions or more: the first
 * says which price it is, and may hold a connection for that; those that follow have none yet, so that they may wait for a copy.
 */
export const simulatePrice = <Refusal extends string = Busy>(deps: SimulatePriceDeps<Refusal>) => {
  const atLeast = requireCatalog(deps);
  const pin = pinPrice(deps);
  const settle = settlePrice<Refusal>(deps);
  return async (
    read: Reading,
    request: PriceRequest,
    { minCatalogVersion, signal }: SimulationTerms = {},
  ): Promise<SimulatedPrice | Refusal> => {
    const pinned = await read(async (tx) => pin(tx, await atLeast(tx, request, minCatalogVersion)));
    const obtained = await settle(read, pinned, signal);
    if (typeof obtained === 'string') return obtained;
    const { priced, ...origin } = obtained;
    return { ...priced, ...origin };
  };
};
