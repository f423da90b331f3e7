import type { CachedCategory, Caches } from '@quotewright/platform/cache';
import type { PriceIndex } from '../ports/price-index.ts';
import type { PriceLists } from '../ports/price-lists.ts';
import type { RuleSets } from '../ports/rule-sets.ts';
import type { Catalog } from '../ports/upstream.ts';
import { activeLists } from './copied-rows.pg.ts';
import { BATCH, hashesOf, inBatches } from './copies-in-batches.ts';
import { priceIndexCopies, priceRulesCopies } from './price-index-copies.ts';
import { activeListCategory } from './price-list-categories.ts';
import { ruleSetCopies } from './rule-set-copies.ts';

/** The questions as requests ask them: what they read leaves a copy behind. */
export interface CopiedPrices {
  readonly ruleSets: Pick<RuleSets, 'active' | 'pinned'>;
  readonly lists: Pick<PriceLists, 'findActive'>;
  readonly index: Pick<PriceIndex, 'read'>;
}

/** What the store may hold of a tenant, and what the tables say it must be. */
export function pricingCopies(
  caches: Pick<Caches, 'cache'>,
  catalog: Pick<Catalog, 'offeringIds'>,
  copied: CopiedPrices,
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
      read: (tx, { currency }) => copied.lists.findActive(tx, currency),
    }),
    priceIndexCopies(caches, catalog, copied.index),
    priceRulesCopies(caches, copied.index),
    ...ruleSetCopies(caches, copied.ruleSets),
  ];
}
