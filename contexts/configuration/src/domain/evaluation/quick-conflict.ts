/**
 * QuickXplain (Junker, AAAI 2004) over any monotone question: a minimal set of items that cannot hold together. Of
 * several, one that keeps the earliest items out. When the budget of questions ends, items not yet judged stay in.
 * Expects that all items together do not hold, and none of them do.
 */
export function quickConflict<Item>(
  items: readonly Item[],
  holds: (items: readonly Item[]) => boolean,
  budget: number,
): { readonly conflict: readonly Item[]; readonly minimal: boolean } {
  let left = budget;
  const fails = (asked: readonly Item[]) => {
    left -= 1;
    return left >= 0 && !holds(asked);
  };
  const needed = (background: readonly Item[], changed: boolean, rest: readonly Item[]): readonly Item[] => {
    // Depth is the logarithm of the number of items.
    if (changed && fails(background)) return [];
    if (rest.length <= 1) return rest;
    const half = rest.length >> 1;
    // What is in the background is kept out of the answer where it can be: the later half stays to be blamed.
    const [early, late] = [rest.slice(0, half), rest.slice(half)];
    const ofEarly = needed([...background, ...late], late.length > 0, early);
    const ofLate = needed([...background, ...ofEarly], ofEarly.length > 0, late);
    return [...ofEarly, ...ofLate];
  };
  return { conflict: needed([], false, items), minimal: left >= 0 };
}
