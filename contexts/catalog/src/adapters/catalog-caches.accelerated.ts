import { type AcceleratedReads, type Caches, invalidateForCertain } from '@quotewright/platform/cache';
import type { EventConsumer } from '@quotewright/platform/messaging';
import { catalogPublished } from '../domain/events.ts';
import { activeVersionCategory } from './catalog-categories.ts';

/** A publication evicts the pointer wherever it is kept. The copies of versions stay: no publication makes them wrong. */
export function catalogCachesConsumer(reads: AcceleratedReads, caches: Caches): EventConsumer {
  const pointer = reads.of(activeVersionCategory);
  return {
    name: 'catalog-caches',
    events: [catalogPublished.type],
    async apply(events) {
      const tenants = new Set(events.map(({ tenant }) => tenant));
      await invalidateForCertain(
        caches,
        [...tenants].map((tenant) => pointer.key(tenant, {})),
      );
    },
  };
}
