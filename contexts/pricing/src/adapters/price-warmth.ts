import type { Database, Tx } from '@quotewright/platform/postgres';
import type { PriceWarmth } from '../ports/price-warmth.ts';
import type { Prices } from '../ports/prices.ts';

const MAX_OFFERINGS = 2_000;
/** One batch after the other: a publication takes one connection of the database, whoever else is busy. */
const BATCH = 100;

interface PriceWarmthDeps {
  readonly database: Database;
  /** Reads of these leave a copy behind. */
  readonly prices: Pick<Prices, 'adjustments' | 'ofOfferings'>;
}

/** Reads a version as those who price will. */
export function priceWarmth({ database, prices }: PriceWarmthDeps): PriceWarmth {
  return {
    async warm({ tenant, signal, done }, list, offeringIds) {
      const reading = (work: (tx: Tx) => Promise<unknown>) => database.withTenant(tenant, 'read', work);
      const ids = [...new Set(offeringIds)].slice(0, MAX_OFFERINGS);
      try {
        await reading((tx) => prices.adjustments(tx, list));
        for (let at = 0; at < ids.length; at += BATCH) {
          signal?.throwIfAborted();
          await reading((tx) => prices.ofOfferings(tx, list, ids.slice(at, at + BATCH)));
          await done?.();
        }
      } catch {
        // The version is complete without copies. Only whoever wants the work to end is heard.
        signal?.throwIfAborted();
      }
    },
  };
}
