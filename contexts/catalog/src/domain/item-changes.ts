/** How an item differs between two versions; hashes are those of its artefacts. */
export type ItemChange =
  | { readonly id: string; readonly change: 'added'; readonly afterHash: string }
  | { readonly id: string; readonly change: 'removed'; readonly beforeHash: string }
  | {
      readonly id: string;
      readonly change: 'changed';
      readonly beforeHash: string;
      readonly afterHash: string;
    };

/** A published version in which an item came, changed or went. */
export type ItemVersion = ItemChange & {
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
  readonly publishedBy: string;
};

/** Content hash by item id. */
export type ItemHashes = ReadonlyMap<string, string>;

/** What turns `before` into `after`, by id. Linear. */
export function itemChanges(before: ItemHashes, after: ItemHashes): readonly ItemChange[] {
  const changes: ItemChange[] = [];
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const change = itemChange(id, before.get(id), after.get(id));
    if (change !== undefined) changes.push(change);
  }
  return changes.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** How one item differs; undefined where it does not. An absent hash: the version does not have it. */
export function itemChange(
  id: string,
  beforeHash: string | undefined,
  afterHash: string | undefined,
): ItemChange | undefined {
  if (beforeHash === afterHash) return undefined;
  if (afterHash === undefined) return { id, change: 'removed', beforeHash: beforeHash as string };
  if (beforeHash === undefined) return { id, change: 'added', afterHash };
  return { id, change: 'changed', beforeHash, afterHash };
}

export function changeCounts(changes: readonly ItemChange[]) {
  const counts = { added: 0, changed: 0, removed: 0 };
  for (const { change } of changes) counts[change] += 1;
  return counts;
}
