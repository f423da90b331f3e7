import { contentHash } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { Engine } from '../domain/engine.ts';
import { refusal } from '../domain/errors.ts';
import type { Offering } from '../domain/offering.ts';
import { type PriceInput, pinnedList } from '../domain/price-input.ts';
import type { PricedQuote } from '../domain/price-request.ts';
import type { Prices } from '../ports/prices.ts';

export interface CalculatePriceDeps {
  readonly prices: Prices;
}

/** Prices an input whose offerings are known: one read of the price rows, then pure calculation. */
export const calculatePrice =
  ({ prices }: CalculatePriceDeps) =>
  async (
    tx: Tx,
    engine: Engine,
    input: PriceInput,
    offerings: ReadonlyMap<string, Offering>,
  ): Promise<PricedQuote> => {
    const rows = await prices.ofOfferings(tx, pinnedList(input), [...offerings.keys()]);
    const calculation = engine(input, { offerings, prices: rows });
    if (!calculation.ok) throw refusal(calculation.errors);
    const { result } = calculation;
    return { input, inputHash: result.inputHash, result, priceHash: contentHash(result) };
  };
