import { type Calculation, calculate, type PricingFacts } from './calculate.ts';
import type { ChargeMemo } from './charge-memo.ts';
import { fail } from './errors.ts';
import type { PriceInput } from './price-input.ts';

export type Engine = (input: PriceInput, facts: PricingFacts, memo?: ChargeMemo) => Calculation;

/**
 * Named in every price input. Raise it whenever the same input could give another result, and keep the old
 * engine in the table: prices that were quoted with it must still be derivable, byte by byte.
 */
export const ENGINE_VERSION = '2';

/**
 * Engine 1 knew flat and volume prices by date. Engine 2 adds models, conditions and stages, and gives inputs of
 * engine 1 the same bytes: they name nothing that it did not know. A test holds it to that.
 */
const ENGINES: ReadonlyMap<string, Engine> = new Map([
  ['1', calculate],
  [ENGINE_VERSION, calculate],
]);

/** The engine that an input names. Throws `PRICE_ENGINE_UNKNOWN`. */
export function engineOf({ engineVersion }: PriceInput): Engine {
  const engine = ENGINES.get(engineVersion);
  if (engine === undefined) {
    throw fail('PRICE_ENGINE_UNKNOWN', `this release has no price engine "${engineVersion}"`);
  }
  return engine;
}
