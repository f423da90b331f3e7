import type { CatalogApi } from '@quotewright/catalog';
import type { Tx } from '@quotewright/platform/postgres';
import { invalid } from '../domain/errors.ts';
import { itemProblems, type RequestedItem } from '../domain/item-checks.ts';

export interface CheckItemsDeps {
  readonly catalog: Pick<CatalogApi, 'activeVersion' | 'findOfferings'>;
}

/** An item, and where it stands in what the caller sent: `''`, `/items/3`. */
export interface PlacedItem {
  readonly item: RequestedItem;
  readonly pointer: string;
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
