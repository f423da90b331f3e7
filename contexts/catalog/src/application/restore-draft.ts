import { appendAudit } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { DraftStore } from '../ports/draft-store.ts';
import type { TenantCatalogStore } from '../ports/tenant-catalog-store.ts';
import type { VersionStore } from '../ports/version-store.ts';

interface RestoreDraftDeps {
  readonly catalog: TenantCatalogStore;
  readonly drafts: DraftStore;
  readonly versions: VersionStore;
}

/**
 * Makes the draft's sections exactly those of a published version. That is how a catalog is rolled back: the next
 * publication makes a new version of the old content, because versions never go back. A draft that is the version
 * already stays at its revision. Throws `CATALOG_VERSION_UNKNOWN`.
 */
export const restoreDraft =
  ({ catalog, drafts, versions }: RestoreDraftDeps) =>
  async (tx: Tx, actor: Principal, version: number): Promise<void> => {
    const { draftRevision } = await catalog.lock(tx);
    if (!(await versions.isPublished(tx, version))) {
      throw fail('CATALOG_VERSION_UNKNOWN', `there is no published version ${version}`);
    }
    const wanted = hashes(await versions.sections(tx, version));
    const current = hashes(await drafts.list(tx));
    if (wanted.size === current.size && [...wanted].every(([name, hash]) => current.get(name) === hash))
      return;

    const revision = draftRevision + 1;
    await catalog.saveDraftRevision(tx, revision);
    await drafts.restore(tx, version, { revision, by: actor.subject });
    await appendAudit(tx, {
      actor,
      action: 'catalog.draft.restore',
      entity: { type: 'catalog-draft', id: tx.tenant },
      detail: { revision, catalogVersion: version, sections: Object.fromEntries(wanted) },
    });
  };

function hashes(sections: readonly { readonly section: string; readonly contentHash: string }[]) {
  return new Map(sections.map(({ section, contentHash }) => [section, contentHash]));
}
