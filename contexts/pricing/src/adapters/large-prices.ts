import type { AcceleratedReads, DoneAside } from '@quotewright/platform/cache';
import { holdsConnection } from '@quotewright/platform/postgres';
import type { Busy, ObtainedPrice, PricesOfInputs } from '../ports/prices-of-inputs.ts';

/** That are computed at a time: they take memory by the ten megabytes. */
const PLACES = 4;

/**
 * Prices that do not fit into an entry of the store: whoever waited there for another node's result would find nothing. Callers of this
 * process share one computation; a few are made at a time, and who comes then hears that it is busy.
 */
export function largePrices(truth: PricesOfInputs, aside: AcceleratedReads['aside']): PricesOfInputs<Busy> {
  const flights = new Map<string, Promise<DoneAside<ObtainedPrice>>>();
  return {
    async price(tx, pinned) {
      if (holdsConnection(tx)) return truth.price(tx, pinned);
      // The tenant is one of the dimensions.
      const { inputHash } = pinned;
      let flight = flights.get(inputHash);
      if (flight === undefined) {
        if (flights.size >= PLACES) return 'busy';
        flight = aside(tx.tenant, (own) => truth.price(own, pinned)).finally(() => flights.delete(inputHash));
        flights.set(inputHash, flight);
      }
      const { result, noteFor } = await flight;
      noteFor(tx);
      return result;
    },
  };
}
