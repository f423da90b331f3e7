import type { CacheKey } from '@quotewright/acceleration';
import { type AcceleratedReads, type Caches, invalidateOnCommit } from '@quotewright/platform/cache';
import type { PriceLists } from '../ports/price-lists.ts';
import { activeListCategory } from './price-list-categories.ts';
import type { KeysOfPricing } from './pricing-keys.ts';

/** Which list a currency has from a copy; whoever activates a version drops it, before the event is sent. */
export function acceleratedPriceLists(
  truth: PriceLists,
  reads: AcceleratedReads,
  caches: Pick<Caches, 'invalidate'>,
  keys: KeysOfPricing,
): PriceLists {
  const active = reads.of(activeListCategory);
  return {
    ...truth,
    findActive: (tx, currency) => active.get(tx, { currency }, (own) => truth.findActive(own, currency)),
    async activate(tx, id, version, name) {
      const activated = await truth.activate(tx, id, version, name);
      const list = activated ? await truth.find(tx, id) : undefined;
      const stale: readonly CacheKey[] =
        list === undefined ? [] : [keys.activeList(tx.tenant, list.currency)];
      if (stale.length > 0) invalidateOnCommit(tx, caches, stale);
      return activated;
    },
  };
}
