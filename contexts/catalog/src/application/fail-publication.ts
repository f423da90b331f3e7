import type { DomainError } from '@quotewright/kernel';
import { appendAudit } from '@quotewright/platform/audit';
import type { Database, Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { FindingReport } from '../domain/finding.ts';
import type { VersionStore } from '../ports/version-store.ts';
import type { LongWork } from './long-work.ts';
import type { PublicationDeps } from './publication-deps.ts';
import type { HeldLease } from './publication-lease.ts';

/** Ends a publication with what is wrong. The active version and its readers notice nothing. */
export const refusePublication =
  ({ versions }: PublicationDeps) =>
  async (tx: Tx, { actor }: LongWork, lease: HeldLease, report: FindingReport): Promise<void> => {
    await versions.end(tx, lease, { state: 'failed', report });
    await appendAudit(tx, {
      actor,
      action: 'catalog.publish.fail',
      entity: { type: 'catalog-version', id: String(lease.version) },
      detail: { errors: report.errors },
    });
  };

/** The refusal of a version, as its caller and its job see it. */
export function publicationRefused(version: number, report: FindingReport): DomainError {
  const { errors, truncated, findings } = report;
  const what = errors === 1 ? '1 error' : `${errors} errors`;
  return fail('PUBLICATION_REFUSED', `version ${version} was not published: the draft has ${what}`, {
    catalogVersion: version,
    errorCount: errors,
    truncated,
    errors: findings
      .filter(({ severity }) => severity === 'error')
      .map(({ section, pointer, code, message }) => ({ section, pointer, code, reason: message })),
  });
}

interface AbandonPublicationDeps {
  readonly database: Database;
  readonly versions: VersionStore;
}

/** Gives a publication up that broke and will not be tried again, so that the next need not wait for its lease. */
export const abandonPublication =
  ({ database, versions }: AbandonPublicationDeps) =>
  ({ tenant, actor }: LongWork, version: number): Promise<void> =>
    database.withTenant(tenant, 'write', async (tx) => {
      const reason = 'broke down; the log has the cause';
      if ((await versions.find(tx, version))?.state !== 'building') return;
      await versions.abandon(tx, version, reason);
      await appendAudit(tx, {
        actor,
        action: 'catalog.publish.fail',
        entity: { type: 'catalog-version', id: String(version) },
        reason,
      });
    });
