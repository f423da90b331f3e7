import type { Search } from './search.ts';

export interface PreferredConflict {
  /** Indices of items, ascending. */
  readonly members: readonly number[];
  /** False when the budget of steps ended before the proof. */
  readonly minimal: boolean;
}

/**
 * Of the minimal sets of items that cannot hold together, given `base`, the one that keeps the first item out if any
 * does, then the second, and so on. There is exactly one such set, so that it does not depend on how it is searched.
 * It is the one that QuickXplain (Junker 2004) finds with the last item preferred most; failed assumptions stand in
 * for its halving, because most of them name few items. An item is a list of literals that hold together. `undefined`
 * when all items can hold; 'unknown' when the budget ended before that was known.
 */
export function preferredConflict(
  search: Search,
  base: readonly number[],
  items: readonly (readonly number[])[],
): PreferredConflict | undefined | 'unknown' {
  const owners = ownersOf(base, items);
  const needed = new Set<number>();
  let core: readonly number[] = [];
  for (let first = 0; ; ) {
    const verdict = search.solve(assumptionsFrom(first, base, items, needed));
    if (verdict === 'unsatisfiable') core = membersOf(search.failed, owners, needed);
    else if (first === 0) return verdict === 'unknown' ? verdict : undefined;
    else if (verdict === 'unknown') return { members: ascending([...needed, ...core]), minimal: false };
    else needed.add(first - 1);
    const rest = core.filter((item) => !needed.has(item));
    if (rest.length === 0) return { members: ascending([...needed]), minimal: true };
    first = Math.min(...rest) + 1;
  }
}

/** The last items first: those before are asked for in the same order again, and their propagation is kept. */
function assumptionsFrom(
  first: number,
  base: readonly number[],
  items: readonly (readonly number[])[],
  needed: ReadonlySet<number>,
): number[] {
  const assumptions = [...base];
  for (let item = items.length - 1; item >= first; item--) assumptions.push(...items[item]!);
  for (const item of needed) assumptions.push(...items[item]!);
  return assumptions;
}

/** By literal: the items it stands in, ascending; none for what holds anyway. */
function ownersOf(base: readonly number[], items: readonly (readonly number[])[]): Map<number, number[]> {
  const owners = new Map<number, number[]>(base.map((literal) => [literal, []]));
  const given = new Set(base);
  for (const [item, literals] of items.entries()) {
    for (const literal of literals) {
      if (given.has(literal)) continue;
      const found = owners.get(literal);
      if (found === undefined) owners.set(literal, [item]);
      else found.push(item);
    }
  }
  return owners;
}

/** One item for each literal: one that is needed anyway, or the last one. */
function membersOf(
  failed: readonly number[],
  owners: ReadonlyMap<number, readonly number[]>,
  needed: ReadonlySet<number>,
): number[] {
  const members = new Set<number>();
  for (const literal of failed) {
    const items = owners.get(literal) ?? [];
    const item = items.find((item) => needed.has(item)) ?? items.at(-1);
    if (item !== undefined) members.add(item);
  }
  return [...members];
}

function ascending(items: readonly number[]): readonly number[] {
  return [...new Set(items)].sort((a, b) => a - b);
}
