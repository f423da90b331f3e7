import type { Tx } from '@quotewright/platform/postgres';
import type { Offering } from '../domain/offering.ts';
import type { PriceInput } from '../domain/price-input.ts';
import type { PricedQuote, SimulatedPrice } from '../domain/price-request.ts';
import type { ActiveRuleSets } from './rule-sets.ts';

/** An input that pins all its versions, and what was read of them on the way. */
export interface PinnedPrice {
  readonly input: PriceInput;
  /** SHA-256 of the canonical input: the identity of the price. */
  readonly inputHash: string;
  /** By id: those that the lines name. */
  readonly offerings: ReadonlyMap<string, Offering>;
  readonly ruleSets: Pick<ActiveRuleSets, 'contractPrices' | 'promotions'>;
}

/** A price and where it came from. */
export interface ObtainedPrice extends Pick<SimulatedPrice, 'source' | 'computedAt' | 'copyKey'> {
  readonly priced: PricedQuote;
}

/** Others compute so much at this moment that this one would wait too long. */
export type Busy = 'busy';

/**
 * The price of an input: a function of the input alone, whoever computes it and when. Throws what cannot be priced as
 * field errors. `Refusal`: what else may be answered, where more than one at a time is asked for. `signal`: ends the waiting
 * for one's turn, where there are turns.
 */
export interface PricesOfInputs<Refusal = never> {
  price(tx: Tx, pinned: PinnedPrice, signal?: AbortSignal): Promise<ObtainedPrice | Refusal>;
}
