import { LRUCache } from 'lru-cache';
import type { PricedCharge } from '../domain/price-result.ts';
import type { OpenChargeMemo } from '../ports/charge-memos.ts';

/** Bytes, estimated. */
const MAX_SIZE = 32 * 1024 * 1024;
/** Of a step of an explanation, which is what a charge consists of. */
const STEP = 700;

/**
 * Charges that this process has priced for simulations: of a quote whose one line changes again and again, only that line is
 * priced. `generation` rises with every purge of copies that this node hears of. A memo belongs to the generation of the moment in which it was
 * opened: what was made from facts of before is not met by those who come after.
 */
export function chargesInMemory(generation: () => number): OpenChargeMemo {
  const charges = new LRUCache<string, PricedCharge>({
    maxSize: MAX_SIZE,
    sizeCalculation: ({ explanation, phases = [] }, identity) =>
      identity.length +
      STEP * (1 + explanation.length + phases.reduce((sum, phase) => sum + phase.explanation.length, 0)),
  });
  return () => {
    const now = generation();
    return {
      get: (identity) => charges.get(`${now} ${identity}`),
      set(identity, charge) {
        charges.set(`${now} ${identity}`, charge);
      },
    };
  };
}
