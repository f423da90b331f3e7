import { appendAudit } from '@quotewright/platform/audit';
import { appendEvents } from '@quotewright/platform/messaging';
import type { Tx } from '@quotewright/platform/postgres';
import type { PublicationSummary } from '../domain/catalog-version.ts';
import { fail } from '../domain/errors.ts';
import { publicationEvents } from '../domain/events.ts';
import type { FindingReport } from '../domain/finding.ts';
import { changeCounts, itemChanges } from '../domain/item-changes.ts';
import { retirements } from '../domain/lifecycle.ts';
import { OFFERINGS } from '../domain/product-offering.schema.ts';
import type { LongWork } from './long-work.ts';
import type { PublicationDeps } from './publication-deps.ts';
import type { HeldLease } from './publication-lease.ts';

/** Makes a built version the active one, in one transaction with its events and audit entry. */
export const completePublication =
  ({ catalog, versions, artefacts, history }: PublicationDeps) =>
  async (
    tx: Tx,
    { actor }: LongWork,
    lease: HeldLease,
    report: FindingReport,
  ): Promise<PublicationSummary> => {
    const { version } = lease;
    const { activeVersion } = await catalog.lock(tx);
    const before =
      activeVersion === undefined
        ? new Map<string, string>()
        : await artefacts.hashes(tx, activeVersion, OFFERINGS.section);
    const after = await artefacts.hashes(tx, version, OFFERINGS.section);
    const changes = itemChanges(before, after);
    const retired =
      activeVersion === undefined
        ? []
        : retirements(await history.lifecycles(tx, activeVersion), await history.lifecycles(tx, version));
    const summary = { offerings: after.size, changes: changeCounts(changes) };

    const ended = await versions.end(tx, lease, { state: 'published', report, summary });
    // Only one publication can be building, and numbers rise: neither can be false while the lease is ours.
    if (!ended || !(await catalog.advance(tx, version))) {
      throw fail('PUBLICATION_TAKEN_OVER', `version ${version} is not this worker's any more`);
    }
    await appendEvents(
      tx,
      publicationEvents({
        tenant: tx.tenant,
        version,
        ...(activeVersion === undefined ? {} : { previousVersion: activeVersion }),
        changes,
        retired,
        summary,
      }),
    );
    await appendAudit(tx, {
      actor,
      action: 'catalog.publish',
      entity: { type: 'catalog-version', id: String(version) },
      detail: { ...summary, ...(activeVersion === undefined ? {} : { previousVersion: activeVersion }) },
    });
    return summary;
  };
