import type { Tx } from '@quotewright/platform/postgres';
import { draftRevisionOf } from '../domain/draft-revision.ts';
import { type FindingReport, findingCollector } from '../domain/finding.ts';
import type { SectionContent } from '../domain/section.ts';
import type { DraftStore } from '../ports/draft-store.ts';
import { checkSnapshot } from './check-snapshot.ts';
import { readSnapshot } from './read-snapshot.ts';
import type { SectionRegistry } from './section-registry.ts';

/** A draft as it stood at a revision. */
export interface DraftContents {
  readonly revision: number;
  readonly contents: readonly SectionContent[];
}

export const readDraftContents =
  ({ drafts }: { readonly drafts: DraftStore }) =>
  async (tx: Tx): Promise<DraftContents> => {
    const contents = await drafts.contents(tx);
    return { revision: draftRevisionOf(contents), contents };
  };

/** What a publication of these contents would say. Outside of any transaction: it takes its time. */
export const validateDraft =
  ({ registry }: { readonly registry: SectionRegistry }) =>
  async ({ revision, contents }: DraftContents): Promise<FindingReport & { revision: number }> => {
    const findings = findingCollector();
    const snapshot = await readSnapshot(registry, contents, { findings });
    await checkSnapshot(registry, snapshot, findings);
    return { revision, ...findings.report() };
  };
