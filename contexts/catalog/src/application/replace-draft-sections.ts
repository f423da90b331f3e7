import type { JsonObject } from '@quotewright/kernel';
import { type AuditEntry, appendAudit } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { SectionContent } from '../domain/section.ts';
import type { DraftSection, DraftStore } from '../ports/draft-store.ts';
import type { TenantCatalogStore } from '../ports/tenant-catalog-store.ts';

interface ReplaceDraftSectionsDeps {
  readonly catalog: TenantCatalogStore;
  readonly drafts: DraftStore;
}

export interface DraftChange {
  readonly action: 'catalog.draft.replace' | 'catalog.import' | 'catalog.offering.retire';
  readonly contents: readonly SectionContent[];
  /** For the audit trail, beside revision and hashes; default: the draft as a whole. */
  readonly entity?: AuditEntry['entity'];
  readonly detail?: JsonObject;
  readonly reason?: string;
  /** Looks at the draft under its lock, and throws if the change must not happen. */
  guard?(current: ReadonlyMap<string, DraftSection>): void;
}

/** All of the sections or none. Content that is there already changes nothing and raises no revision. */
export const replaceDraftSections =
  ({ catalog, drafts }: ReplaceDraftSectionsDeps) =>
  async (tx: Tx, actor: Principal, change: DraftChange) => {
    const { action, contents, guard, entity, detail, reason } = change;
    const { draftRevision } = await catalog.lock(tx);
    const current = new Map((await drafts.list(tx)).map((section) => [section.section, section]));
    guard?.(current);
    const changed = contents.filter(
      ({ section, contentHash }) => current.get(section)?.contentHash !== contentHash,
    );
    if (changed.length === 0) return { draftRevision, changed: new Set<string>() };

    const revision = draftRevision + 1;
    await catalog.saveDraftRevision(tx, revision);
    for (const content of changed) await drafts.replace(tx, content, { revision, by: actor.subject });
    await appendAudit(tx, {
      actor,
      action,
      entity: entity ?? { type: 'catalog-draft', id: tx.tenant },
      ...(reason !== undefined && { reason }),
      detail: {
        ...detail,
        revision,
        sections: Object.fromEntries(changed.map(({ section, contentHash }) => [section, contentHash])),
      },
    });
    return { draftRevision: revision, changed: new Set(changed.map(({ section }) => section)) };
  };
