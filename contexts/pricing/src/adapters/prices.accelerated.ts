import type { AcceleratedReads } from '@quotewright/platform/cache';
import type { Price } from '../domain/price.ts';
import type { Prices } from '../ports/prices.ts';
import { adjustmentsCategory, pricesCategory } from './pricing-categories.ts';

/**
 * Rows of published versions from copies, for reads. A command reads the tables: what it decides must not rest on what
 * somebody might have put into a store.
 */
export function acceleratedPrices(truth: Prices, reads: AcceleratedReads): Prices {
  const prices = reads.of(pricesCategory);
  const adjustments = reads.of(adjustmentsCategory);
  return {
    ...truth,
    async ofOfferings(tx, list, offeringIds) {
      if (tx.access === 'write') return truth.ofOfferings(tx, list, offeringIds);
      const { id: priceListId, version } = list;
      const ids = [...new Set(offeringIds)];
      const found = await prices.getMany(
        tx,
        ids.map((offeringId) => ({ version, priceListId, offeringId })),
        async (own, missing) => {
          const wanted = missing.map(({ offeringId }) => offeringId);
          const rows = await truth.ofOfferings(own, list, wanted);
          return wanted.map((id) => rows.get(id) ?? []);
        },
      );
      return new Map(
        ids.flatMap((id, at): readonly (readonly [string, readonly Price[]])[] => {
          const ofOffering = found[at] ?? [];
          return ofOffering.length === 0 ? [] : [[id, ofOffering]];
        }),
      );
    },
    async adjustments(tx, list) {
      if (tx.access === 'write') return truth.adjustments(tx, list);
      const { id: priceListId, version } = list;
      const found = await adjustments.get(tx, { version, priceListId }, (own) =>
        truth.adjustments(own, list),
      );
      return found ?? [];
    },
  };
}
