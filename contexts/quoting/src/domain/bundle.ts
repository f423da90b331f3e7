import type { QuoteItem } from './quote.ts';

/*
 * Items as bundles: each names the item it is part of, if any. All of it is linear in the number of items.
 */

type Placed = Pick<QuoteItem, 'id' | 'parentId'>;

/** Children behind their parent, siblings in the order given: the one order in which items are shown and priced. */
export function inBundleOrder<Item extends Placed>(items: readonly Item[]): readonly Item[] {
  const children = Map.groupBy(items, ({ parentId }) => parentId);
  const below = (parentId: string | undefined): Item[] =>
    (children.get(parentId) ?? []).flatMap((item) => [item, ...below(item.id)]);
  return below(undefined);
}

/** The ids of an item and of all that is part of it, however deep. */
export function withDescendants(items: readonly Placed[], id: string): readonly string[] {
  const children = Map.groupBy(items, ({ parentId }) => parentId);
  const below = (parent: string): string[] => [
    parent,
    ...(children.get(parent) ?? []).flatMap((child) => below(child.id)),
  ];
  return below(id);
}

/** How many bundles an item is part of: 0 for one that is part of nothing. */
export function depthOf(items: readonly Placed[], id: string): number {
  const parents = new Map(items.map((item) => [item.id, item.parentId]));
  let depth = 0;
  for (let at = parents.get(id); at !== undefined; at = parents.get(at)) depth += 1;
  return depth;
}

/** The same items with ids of their own, in the same bundles. */
export function copyItems(items: readonly QuoteItem[], newId: () => string): readonly QuoteItem[] {
  const ids = new Map(items.map(({ id }) => [id, newId()]));
  return items.map(({ id, parentId, ...item }) => ({
    ...item,
    id: ids.get(id) as string,
    ...(parentId !== undefined && { parentId: ids.get(parentId) as string }),
  }));
}
