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

/** Content hash by item id. */
export type ItemHashes = ReadonlyMap<string, string>;

/** What turns `before` into `after`, by id. Linear. */
export function itemChanges(before: ItemHashes, after: ItemHashes): readonly ItemChange[] {
  const changes: ItemChange[] = [];
  for (const [id, afterHash] of after) {
    const beforeHash = before.get(id);
    if (beforeHash === undefined) changes.push({ id, change: 'added', afterHash });
    else if (beforeHash !== afterHash) changes.push({ id, change: 'changed', beforeHash, afterHash });
  }
  for (const [id, beforeHash] of before) {
    if (!after.has(id)) changes.push({ id, change: 'removed', beforeHash });
  }
  return changes.sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function changeCounts(changes: readonly ItemChange[]) {
  const counts = { added: 0, changed: 0, removed: 0 };
  for (const { change } of changes) counts[change] += 1;
  return counts;
}
