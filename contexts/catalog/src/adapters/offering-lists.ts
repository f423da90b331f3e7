import type { OfferingIndex } from '../ports/offering-index.ts';
import { type OfferingLists, USUAL_LENGTH } from '../ports/offering-lists.ts';

/** The usual list as the index finds it. */
export function offeringLists(
  index: Pick<OfferingIndex, 'search' | 'count' | 'restrictingCodes'>,
): OfferingLists {
  return {
    restrictingCodes: index.restrictingCodes,
    async first(tx, version, list) {
      const filter = { ...list, lifecycle: 'active' } as const;
      const found = await index.search(tx, version, filter, { order: 'name', limit: USUAL_LENGTH + 1 });
      return {
        items: found.slice(0, USUAL_LENGTH),
        hasMore: found.length > USUAL_LENGTH,
        total: await index.count(tx, version, filter),
      };
    },
  };
}
