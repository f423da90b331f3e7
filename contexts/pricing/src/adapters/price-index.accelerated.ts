import type { AcceleratedReads } from '@quotewright/platform/cache';
import type { ListFacts } from '../domain/price-index.ts';
import type { PriceIndex } from '../ports/price-index.ts';
import { priceIndexCategory, priceRulesCategory } from './price-list-categories.ts';

/**
 * Entries of published versions from copies, for reads. A command reads the tables: what it decides must not rest on what
 * somebody might have put into a store.
 */
export function acceleratedPriceIndex(truth: PriceIndex, reads: AcceleratedReads): PriceIndex {
  const rulesOf = reads.of(priceRulesCategory);
  const pricesOf = reads.of(priceIndexCategory);
  return {
    ...truth,
    async read(tx, list, offeringIds) {
      if (tx.access === 'write') return truth.read(tx, list, offeringIds);
      const { id: priceListId, version } = list;
      const ids = [...new Set(offeringIds)];
      // Whoever has to ask for the rules gets the prices in the same statement.
      let asked: ListFacts | undefined;
      const rules = await rulesOf.get(tx, { version, priceListId }, async (own) => {
        const facts = await truth.read(own, list, ids);
        // A verification answers nobody: it reads for itself, each time.
        if (own.access === 'read') asked = facts;
        return facts.rules;
      });
      const prices = await pricesOf.getMany(
        tx,
        ids.map((offeringId) => ({ version, priceListId, offeringId })),
        async (own, missing) => {
          const wanted = missing.map(({ offeringId }) => offeringId);
          const facts = (own.access === 'read' ? asked : undefined) ?? (await truth.read(own, list, wanted));
          return wanted.map((id) => facts.prices.get(id));
        },
      );
      const found = ids.flatMap((id, at) => {
        const ofOffering = prices[at];
        return ofOffering === undefined ? [] : [[id, ofOffering] as const];
      });
      // A fact that is missing here is none that may be left out of a price.
      if (rules === undefined || found.length < ids.length) return truth.read(tx, list, ids);
      return { rules, prices: new Map(found) };
    },
  };
}
