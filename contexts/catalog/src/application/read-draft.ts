import type { Tx } from '@quotewright/platform/postgres';
import { draftRevisionOf } from '../domain/draft-revision.ts';
import { fail } from '../domain/errors.ts';
import { type SectionContent, sectionContent } from '../domain/section.ts';
import type { DraftSection, DraftStore } from '../ports/draft-store.ts';
import type { SectionRegistry } from './section-registry.ts';

interface ReadDraftDeps {
  readonly registry: SectionRegistry;
  readonly drafts: DraftStore;
}

/** A section that was never written is empty, at revision 0. */
type Unwritten = Omit<DraftSection, 'updatedAt' | 'updatedBy'>;

const unwritten = (section: string): Unwritten & SectionContent => ({
  ...sectionContent(section, []),
  revision: 0,
});

/** The sections a draft can have, and what is in them now. */
export const readDraft =
  ({ registry, drafts }: ReadDraftDeps) =>
  async (tx: Tx): Promise<{ revision: number; sections: readonly (DraftSection | Unwritten)[] }> => {
    const sections = await drafts.list(tx);
    const written = new Map(sections.map((section) => [section.section, section]));
    const names = new Set([...registry.keys(), ...written.keys()]);
    return {
      revision: draftRevisionOf(sections),
      sections: [...names].sort().map((name) => written.get(name) ?? unwritten(name)),
    };
  };

/** Throws `DRAFT_SECTION_UNKNOWN`. */
export const readDraftSection =
  ({ registry, drafts }: ReadDraftDeps) =>
  async (tx: Tx, name: string): Promise<Unwritten & SectionContent> => {
    const written = await drafts.find(tx, name);
    if (written !== undefined) return written;
    if (!registry.has(name)) throw fail('DRAFT_SECTION_UNKNOWN', `there is no section "${name}"`);
    return unwritten(name);
  };
