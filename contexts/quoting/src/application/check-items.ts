import type { CatalogApi } from '@quotewright/catalog';
import type { Tx } from '@quotewright/platform/postgres';
import { fail, invalid } from '../domain/errors.ts';
import { itemProblems } from '../domain/item-checks.ts';
import { MAX_ITEMS } from '../domain/quote.ts';
import type { PlacedItem } from '../domain/requested-items.ts';

export interface CheckItemsDeps {
  readonly catalog: Pick<CatalogApi, 'activeVersion' | 'findOfferings'>;
}

/**
 * Refuses what the active catalog does not sell, all places at once. Nothing is pinned here: pricing pins the
 * version, and looks again.
 */
export const checkItems =
  ({ catalog }: CheckItemsDeps) =>
  async (tx: Tx, items: readonly PlacedItem[]): Promise<void> => {
    if (items.length === 0) return;
    const ids = [...new Set(items.map(({ item }) => item.offeringId))];
    const version = await catalog.activeVersion(tx);
    const offerings = version === undefined ? undefined : await catalog.findOfferings(tx, version, ids);
    const problems = items.flatMap(({ item, pointer }) =>
      itemProblems(item, offerings?.get(item.offeringId), pointer),
    );
    if (problems.length > 0) throw invalid(problems);
  };

/** Throws `QUOTE_TOO_LARGE` when a quote cannot have so many items, parts of bundles included. */
export function requireRoom(items: number): void {
  if (items > MAX_ITEMS) throw fail('QUOTE_TOO_LARGE', `a quote has at most ${MAX_ITEMS} items`);
}
