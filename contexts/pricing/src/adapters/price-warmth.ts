import type { Database, Tx } from '@quotewright/platform/postgres';
import type { PriceIndex } from '../ports/price-index.ts';
import type { PriceWarmth } from '../ports/price-warmth.ts';

const MAX_OFFERINGS = 2_000;
/** One batch after the other: a publication takes one connection of the database, whoever else is busy. */
const BATCH = 100;

interface PriceWarmthDeps {
  readonly database: Database;
  /** Reads of these leave a copy behind. */
  readonly index: Pick<PriceIndex, 'read'>;
}

/** Reads a version as those who price will. */
export function priceWarmth({ database, index }: PriceWarmthDeps): PriceWarmth {
  return {
    async warm({ tenant, signal, done }, list, offeringIds) {
      const reading = (work: (tx: Tx) => Promise<unknown>) => database.withTenant(tenant, 'read', work);
      const ids = [...new Set(offeringIds)].slice(0, MAX_OFFERINGS);
      try {
        for (let at = 0; at < ids.length; at += BATCH) {
          signal?.throwIfAborted();
          await reading((tx) => index.read(tx, list, ids.slice(at, at + BATCH)));
          await done?.();
        }
      } catch {
        // The version is complete without copies. Only whoever wants the work to end is heard.
        signal?.throwIfAborted();
      }
    },
  };
}
