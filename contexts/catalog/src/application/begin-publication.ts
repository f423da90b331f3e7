import { contentHash, newUuid, timestamp } from '@quotewright/kernel';
import { appendAudit } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { DraftStore } from '../ports/draft-store.ts';
import type { TenantCatalogStore } from '../ports/tenant-catalog-store.ts';
import type { VersionStore } from '../ports/version-store.ts';

/** How long a publication may go without a sign of life before another may begin. */
export const LEASE_MS = 120_000;

interface BeginPublicationDeps {
  readonly catalog: TenantCatalogStore;
  readonly drafts: DraftStore;
  readonly versions: VersionStore;
}

/**
 * Freezes what the draft holds under the next version number, which is burned if the publication fails.
 * Throws `PUBLICATION_IN_PROGRESS`, `CATALOG_DRAFT_EMPTY`, `CATALOG_UNCHANGED`.
 */
export const beginPublication =
  ({ catalog, drafts, versions }: BeginPublicationDeps) =>
  async (tx: Tx, actor: Principal): Promise<number> => {
    const { draftRevision, lastVersion, activeVersion } = await catalog.lock(tx);
    await endAbandoned(versions, tx, actor);

    const sections = await drafts.list(tx);
    if (sections.length === 0) throw fail('CATALOG_DRAFT_EMPTY', 'write or import a section first');
    const content = contentHash(Object.fromEntries(sections.map((one) => [one.section, one.contentHash])));
    const active = activeVersion === undefined ? undefined : await versions.find(tx, activeVersion);
    if (active?.contentHash === content) {
      throw fail('CATALOG_UNCHANGED', `the draft is what version ${active.version} has already published`);
    }

    const version = lastVersion + 1;
    await catalog.saveLastVersion(tx, version);
    await versions.begin(tx, {
      version,
      draftRevision,
      contentHash: content,
      startedBy: actor.subject,
      lease: { version, token: newUuid() },
      leaseUntil: tx.now + LEASE_MS,
    });
    await appendAudit(tx, {
      actor,
      action: 'catalog.publish.begin',
      entity: { type: 'catalog-version', id: String(version) },
      detail: { draftRevision, contentHash: content },
    });
    return version;
  };

/** A publication under a live lease is somebody's; one whose lease ended is nobody's, and fails here. */
async function endAbandoned(versions: VersionStore, tx: Tx, actor: Principal): Promise<void> {
  const building = await versions.findBuilding(tx);
  if (building === undefined) return;
  const { version, startedAt, leaseUntil = 0 } = building;
  const failure = 'no sign of life before its lease ended';
  // One statement decides: a worker may renew its lease after it was read.
  if (!(await versions.abandonExpired(tx, version, failure))) {
    const message = `version ${version} is being published since ${timestamp(startedAt)}: wait for its end`;
    throw fail('PUBLICATION_IN_PROGRESS', message, {
      catalogVersion: version,
      retryAfterSeconds: Math.max(1, Math.ceil((leaseUntil - tx.now) / 1_000)),
    });
  }
  await appendAudit(tx, {
    actor,
    action: 'catalog.publish.fail',
    entity: { type: 'catalog-version', id: String(version) },
    reason: failure,
  });
}
