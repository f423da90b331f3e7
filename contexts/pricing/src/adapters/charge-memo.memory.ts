import { LRUCache } from 'lru-cache';
import type { ChargeMemo } from '../domain/charge-memo.ts';
import type { PricedCharge } from '../domain/price-result.ts';

/** Bytes, estimated. */
const MAX_SIZE = 32 * 1024 * 1024;
/** Of a step of an explanation, which is what a charge consists of. */
const STEP = 700;

/**
 * Charges that this process has priced for simulations: of a quote whose one line changes again and again, only that line is
 * priced. `generation` rises with every purge of copies, and what was remembered before is then not met again: a charge that is under
 * suspicion must not come back from here.
 */
export function chargesInMemory(generation: () => number): ChargeMemo {
  const charges = new LRUCache<string, PricedCharge>({
    maxSize: MAX_SIZE,
    sizeCalculation: ({ explanation, phases = [] }) =>
      STEP * (1 + explanation.length + phases.reduce((sum, phase) => sum + phase.explanation.length, 0)),
  });
  const keyOf = (identity: string) => `${generation()} ${identity}`;
  return {
    get: (identity) => charges.get(keyOf(identity)),
    set(identity, charge) {
      charges.set(keyOf(identity), charge);
    },
  };
}
