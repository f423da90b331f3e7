/** Of rules that hold at a time: the highest priority first, then the smallest id. */
export function inOrder<Ranked extends { readonly id: string; readonly priority?: number }>(
  rules: readonly Ranked[],
): readonly Ranked[] {
  return rules.toSorted((a, b) => (b.priority ?? 0) - (a.priority ?? 0) || (a.id < b.id ? -1 : 1));
}
