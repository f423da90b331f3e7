/**
 * Takes the candidates in their order, each one if it holds together with those taken before: the same as trying one
 * by one, but all that hold together are found by one question. When the budget of questions ends, the rest is
 * refused.
 */
export function greedySelection<Candidate>(
  candidates: readonly Candidate[],
  holds: (taken: readonly Candidate[]) => boolean,
  budget: number,
): { readonly taken: readonly Candidate[]; readonly refused: readonly Candidate[] } {
  let taken: readonly Candidate[] = [];
  const refused: Candidate[] = [];
  const pending: (readonly Candidate[])[] = [candidates];
  for (let left = budget, batch = pending.pop(); batch !== undefined; batch = pending.pop()) {
    if (batch.length === 0) continue;
    const together = [...taken, ...batch];
    if (left > 0 && holds(together)) taken = together;
    else if (batch.length === 1 || left <= 0) refused.push(...batch);
    else {
      const half = Math.ceil(batch.length / 2);
      pending.push(batch.slice(half), batch.slice(0, half));
    }
    left -= 1;
  }
  return { taken, refused };
}
