import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeCounts, type ItemChange, itemChanges } from './item-changes.ts';

const hashes = fc
  .dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.constantFrom('h1', 'h2', 'h3'))
  .map((entries) => new Map(Object.entries(entries)));

function apply(before: ReadonlyMap<string, string>, changes: readonly ItemChange[]): Map<string, string> {
  const after = new Map(before);
  for (const change of changes) {
    if (change.change === 'removed') after.delete(change.id);
    else after.set(change.id, change.afterHash);
  }
  return after;
}

describe('the changes between two versions', () => {
  it('turn the first into the second, and say nothing else', () => {
    fc.assert(
      fc.property(hashes, hashes, (before, after) => {
        const changes = itemChanges(before, after);
        expect(apply(before, changes)).toEqual(after);
        expect(changes.every(({ id }) => before.get(id) !== after.get(id))).toBe(true);
      }),
    );
  });

  it('are the other way round the other way round', () => {
    fc.assert(
      fc.property(hashes, hashes, (before, after) => {
        const { added, changed, removed } = changeCounts(itemChanges(before, after));
        expect(changeCounts(itemChanges(after, before))).toEqual({ added: removed, changed, removed: added });
      }),
    );
  });
});
