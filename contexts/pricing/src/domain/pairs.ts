import type { Change } from './price-comparison.ts';

/** What two sides have under the same key. */
export type Pair<Item> =
  | readonly [before: Item | undefined, after: Item]
  | readonly [before: Item, after: undefined];

/** What either side has, in the order of the second; then what only the first has. */
export function paired<Item>(
  before: readonly Item[],
  after: readonly Item[],
  keyOf: (item: Item) => string,
): readonly Pair<Item>[] {
  const earlier = new Map(before.map((item) => [keyOf(item), item]));
  const later = new Set(after.map(keyOf));
  return [
    ...after.map((item): Pair<Item> => [earlier.get(keyOf(item)), item]),
    ...before.filter((item) => !later.has(keyOf(item))).map((item): Pair<Item> => [item, undefined]),
  ];
}

export function changeOf<Item>([before, after]: Pair<Item>, same: () => boolean): Change {
  if (before === undefined) return 'added';
  if (after === undefined) return 'removed';
  return same() ? 'same' : 'changed';
}
