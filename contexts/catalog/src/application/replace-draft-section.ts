import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import { findingCollector } from '../domain/finding.ts';
import { type SectionContent, sectionContent } from '../domain/section.ts';
import type { DraftSection, DraftStore } from '../ports/draft-store.ts';
import type { TenantCatalogStore } from '../ports/tenant-catalog-store.ts';
import { parseSection } from './parse-section.ts';
import { replaceDraftSections } from './replace-draft-sections.ts';
import type { SectionRegistry } from './section-registry.ts';

/** Reads what somebody wants a section to be. Throws `DRAFT_SECTION_UNKNOWN`, `DRAFT_SECTION_INVALID`. */
export const readSectionDocument =
  ({ registry }: { readonly registry: SectionRegistry }) =>
  async (name: string, document: unknown): Promise<SectionContent> => {
    const definition = registry.get(name);
    if (definition === undefined) throw fail('DRAFT_SECTION_UNKNOWN', `there is no section "${name}"`);
    const collector = findingCollector();
    const { items } = await parseSection(definition, document, { findings: collector });
    const { errors, truncated, findings } = collector.report();
    if (errors > 0) {
      throw fail('DRAFT_SECTION_INVALID', `the section has ${errors} errors; it was not changed`, {
        errors: findings.map(({ pointer, code, message }) => ({ pointer, code, reason: message })),
        errorCount: errors,
        truncated,
      });
    }
    return sectionContent(name, items);
  };

interface ReplaceDraftSectionDeps {
  readonly catalog: TenantCatalogStore;
  readonly drafts: DraftStore;
}

interface ReplaceDraftSection {
  readonly content: SectionContent;
  /** The revision of the section that the caller saw; 0 where it had none. */
  readonly expectedRevision: string;
}

/** Throws `DRAFT_SECTION_CHANGED`. References between sections are looked at by validation and publication. */
export const replaceDraftSection = (deps: ReplaceDraftSectionDeps) => {
  const replace = replaceDraftSections(deps);
  return async (tx: Tx, actor: Principal, command: ReplaceDraftSection): Promise<DraftSection> => {
    const { content, expectedRevision } = command;
    await replace(tx, actor, {
      action: 'catalog.draft.replace',
      contents: [content],
      guard(current) {
        const revision = current.get(content.section)?.revision ?? 0;
        if (expectedRevision === String(revision)) return;
        throw fail('DRAFT_SECTION_CHANGED', `the section is at revision ${revision}: read it again`);
      },
    });
    return (await deps.drafts.find(tx, content.section)) as DraftSection;
  };
};
