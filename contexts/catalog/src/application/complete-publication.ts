import { appendAudit } from '@quotewright/platform/audit';
import { appendEvents } from '@quotewright/platform/messaging';
import type { Tx } from '@quotewright/platform/postgres';
import type { PublicationSummary } from '../domain/catalog-version.ts';
import { fail } from '../domain/errors.ts';
import type { FindingReport } from '../domain/finding.ts';
import { changeCounts, type ItemHashes, itemChanges } from '../domain/item-changes.ts';
import { retirements } from '../domain/lifecycle.ts';
import { OFFERINGS } from '../domain/product-offering.schema.ts';
import type { LongWork } from './long-work.ts';
import type { PublicationDeps } from './publication-deps.ts';
import { type OfferingChanges, publicationEvents } from './publication-events.ts';
import type { HeldLease } from './publication-lease.ts';

/** Makes a built version the active one, in one transaction with its events and audit entry. */
export const completePublication =
  ({ registry, catalog, versions, artefacts, history }: PublicationDeps) =>
  async (
    tx: Tx,
    { actor }: LongWork,
    lease: HeldLease,
    report: FindingReport,
    steps: PublicationSummary['steps'],
  ): Promise<PublicationSummary> => {
    const { version } = lease;
    const { activeVersion } = await catalog.lock(tx);
    const hashes = async (of: number | undefined, section: string): Promise<ItemHashes> =>
      of === undefined ? new Map() : await artefacts.hashes(tx, of, section);
    const after = await hashes(version, OFFERINGS.section);
    const changes = itemChanges(await hashes(activeVersion, OFFERINGS.section), after);
    const otherChanges: OfferingChanges[] = [];
    for (const { section, changeEvent } of registry.values()) {
      if (changeEvent === undefined) continue;
      const [was, is] = [await hashes(activeVersion, section), await hashes(version, section)];
      otherChanges.push({ event: changeEvent, changes: itemChanges(was, is) });
    }
    const retired =
      activeVersion === undefined
        ? []
        : retirements(await history.lifecycles(tx, activeVersion), await history.lifecycles(tx, version));
    const told = { offerings: after.size, changes: changeCounts(changes) };
    const summary = { ...told, ...(steps && { steps }) };

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
        otherChanges,
        retired,
        summary: told,
      }),
    );
    await appendAudit(tx, {
      actor,
      action: 'catalog.publish',
      entity: { type: 'catalog-version', id: String(version) },
      detail: { ...told, ...(activeVersion === undefined ? {} : { previousVersion: activeVersion }) },
    });
    return summary;
  };
