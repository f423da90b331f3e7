import { fail } from './errors.ts';

/**
 * The draft's revision, by its sections. Each change of the draft raises it, and the one that takes sections away writes
 * all that remain, so that the highest is the draft's. One statement reads both: a second one might see the draft after another change.
 */
export function draftRevisionOf(sections: readonly { readonly revision: number }[]): number {
  return Math.max(0, ...sections.map(({ revision }) => revision));
}

/** Throws `IMPORT_PREVIEW_OUTDATED` when the draft is not at the revision that an import was previewed with. */
export function requirePreviewed(now: number, expected: number | undefined): void {
  if (expected === undefined || now === expected) return;
  const message = `the draft is at revision ${now}, not at ${expected}: look at the preview again`;
  throw fail('IMPORT_PREVIEW_OUTDATED', message, { draftRevision: now });
}
