import type { CachedCategory, Caches } from '@quotewright/platform/cache';
import type { Catalog } from '../ports/upstream.ts';
import { activeLists } from './copied-rows.pg.ts';
import { BATCH, hashesOf, inBatches } from './copies-in-batches.ts';
import { priceIndexCopies, priceRulesCopies } from './price-index-copies.ts';
import { activeListCategory } from './price-list-categories.ts';
import { ruleSetCopies } from './rule-set-copies.ts';

/** What the store may hold of a tenant, and what the tables say it must be. */
export function pricingCopies(
  caches: Pick<Caches, 'cache'>,
  catalog: Pick<Catalog, 'offeringIds'>,
): readonly CachedCategory[] {
  return [
    inBatches(activeListCategory, {
      first: '',
      rows: (tx, after: string) => activeLists(tx, after, BATCH),
      size: BATCH,
      placeOf: ({ currency }) => currency,
      keyOf: (tenant, { currency }) => caches.cache(activeListCategory).key(tenant, { currency }),
      hashesOf: ({ id, version }) =>
        version === null ? { contentHash: undefined } : hashesOf(activeListCategory, { id, version }),
    }),
    priceIndexCopies(caches, catalog),
    priceRulesCopies(caches),
    ...ruleSetCopies(caches),
  ];
}
