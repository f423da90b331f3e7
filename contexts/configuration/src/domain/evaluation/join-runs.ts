/** Shorter runs are easier to read, and to offer in a list, number by number. */
const SHORTEST_RUN = 10;

/** Of consecutive whole numbers one run for many; the others each by itself. In the order given. */
export function joinRuns<Item>(
  items: readonly Item[],
  numberOf: (item: Item) => number,
): readonly { readonly first: Item; readonly last: Item }[] {
  const runs: { first: Item; last: Item; items: Item[] }[] = [];
  for (const item of items) {
    const run = runs.at(-1);
    if (run !== undefined && numberOf(item) === numberOf(run.last) + 1) {
      run.last = item;
      run.items.push(item);
    } else runs.push({ first: item, last: item, items: [item] });
  }
  return runs.flatMap(({ first, last, items }) =>
    items.length >= SHORTEST_RUN ? [{ first, last }] : items.map((item) => ({ first: item, last: item })),
  );
}
