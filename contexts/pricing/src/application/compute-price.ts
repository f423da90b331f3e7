import type { ChargeMemo } from '../domain/charge-memo.ts';
import { engineOf } from '../domain/engine.ts';
import { pinnedList } from '../domain/price-input.ts';
import type { PriceIndex } from '../ports/price-index.ts';
import type { PricesOfInputs } from '../ports/prices-of-inputs.ts';
import { calculatePrice } from './calculate-price.ts';
import { readListFacts, ruleFacts } from './read-list-facts.ts';

interface ComputedPricesDeps {
  readonly index: PriceIndex;
  /** For those who only ask: what was read from copies may stand in it. */
  readonly memo?: ChargeMemo;
}

/** Prices by calculating them, from what the pinned versions say. One read, whatever the number of lines. */
export const computedPrices = ({ index, memo }: ComputedPricesDeps): PricesOfInputs => ({
  async price(tx, { input, offerings, ruleSets }) {
    const listed = await readListFacts(index, tx, pinnedList(input), [...offerings.keys()]);
    const facts = { offerings, ...listed, ...ruleFacts(ruleSets) };
    const remembered = tx.access === 'read' ? memo : undefined;
    const priced = calculatePrice(engineOf(input), input, facts, remembered);
    return { priced, source: 'computed', computedAt: tx.now };
  },
});
