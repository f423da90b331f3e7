import { engineOf } from '../domain/engine.ts';
import { pinnedList } from '../domain/price-input.ts';
import type { PriceIndex } from '../ports/price-index.ts';
import type { PricesOfInputs } from '../ports/prices-of-inputs.ts';
import { calculatePrice } from './calculate-price.ts';
import { ruleFacts } from './rule-facts.ts';

/** Prices by calculating them, in the transaction that has pinned them: what it has read already is not read again. */
export const computedPrices = ({ index }: { readonly index: PriceIndex }): PricesOfInputs => ({
  async price(tx, { input, offerings, ruleSets }) {
    const listed = await index.read(tx, pinnedList(input), [...offerings.keys()]);
    const priced = calculatePrice(engineOf(input), input, { offerings, ...listed, ...ruleFacts(ruleSets) });
    return { priced, source: 'computed', computedAt: tx.now };
  },
});
