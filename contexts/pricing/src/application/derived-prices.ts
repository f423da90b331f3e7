import { engineOf } from '../domain/engine.ts';
import type { OpenChargeMemo } from '../ports/charge-memos.ts';
import type { PricesOfInputs } from '../ports/prices-of-inputs.ts';
import { calculatePrice } from './calculate-price.ts';
import { type PinnedFactsDeps, pinnedFacts } from './pinned-facts.ts';

interface DerivedPricesDeps extends PinnedFactsDeps {
  readonly openMemo: OpenChargeMemo;
}

/**
 * Prices for those who only ask, from the input alone: what somebody has read to make the input is not believed, because a copy may have
 * been purged since, or this may be the verification of a copy, which must do without any.
 */
export const derivedPrices = ({ openMemo, ...deps }: DerivedPricesDeps): PricesOfInputs => {
  const factsOf = pinnedFacts(deps);
  return {
    async price(tx, { input }) {
      // Before the first fact is read: a purge that comes later makes the memo of now a memo of before.
      const memo = tx.access === 'read' ? openMemo() : undefined;
      const priced = calculatePrice(engineOf(input), input, await factsOf(tx, input), memo);
      return { priced, source: 'computed', computedAt: tx.now };
    },
  };
};
