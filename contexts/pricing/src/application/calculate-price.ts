import { contentHash } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { Engine } from '../domain/engine.ts';
import { refusal } from '../domain/errors.ts';
import type { Offering } from '../domain/offering.ts';
import { type PriceInput, pinnedList } from '../domain/price-input.ts';
import type { PricedQuote } from '../domain/price-request.ts';
import type { Prices } from '../ports/prices.ts';
import type { ActiveRuleSets } from '../ports/rule-sets.ts';

export interface CalculatePriceDeps {
  readonly prices: Prices;
}

/** What an input's versions say besides the price list. */
export interface PinnedFacts {
  readonly offerings: ReadonlyMap<string, Offering>;
  readonly ruleSets: Pick<ActiveRuleSets, 'contractPrices' | 'promotions'>;
}

/** Prices an input whose facts are known but for the price list: two reads of it, then pure calculation. */
export const calculatePrice =
  ({ prices }: CalculatePriceDeps) =>
  async (
    tx: Tx,
    engine: Engine,
    input: PriceInput,
    { offerings, ruleSets: { contractPrices, promotions } }: PinnedFacts,
  ): Promise<PricedQuote> => {
    const list = pinnedList(input);
    const calculation = engine(input, {
      offerings,
      prices: await prices.ofOfferings(tx, list, [...offerings.keys()]),
      adjustments: await prices.adjustments(tx, list),
      ...(contractPrices === undefined ? {} : { contractPrices: contractPrices.content }),
      ...(promotions === undefined ? {} : { promotions: promotions.content }),
    });
    if (!calculation.ok) throw refusal(calculation.errors);
    const { result } = calculation;
    return { input, inputHash: result.inputHash, result, priceHash: contentHash(result) };
  };
