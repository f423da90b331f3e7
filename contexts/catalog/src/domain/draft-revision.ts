/**
 * The draft's revision, by its sections. Each change of the draft raises it, and the one that takes sections away writes
 * all that remain, so that the highest is the draft's. One statement reads both: a second one might see the draft after another change.
 */
export function draftRevisionOf(sections: readonly { readonly revision: number }[]): number {
  return Math.max(0, ...sections.map(({ revision }) => revision));
}
