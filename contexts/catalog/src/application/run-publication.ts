import type { CatalogVersion, PublicationSummary } from '../domain/catalog-version.ts';
import { fail } from '../domain/errors.ts';
import { type FindingCollector, findingCollector } from '../domain/finding.ts';
import { lifecycleFindings } from '../domain/lifecycle.ts';
import { activeLifecycles } from './active-lifecycles.ts';
import { checkSnapshot } from './check-snapshot.ts';
import { completePublication } from './complete-publication.ts';
import { publicationRefused, refusePublication } from './fail-publication.ts';
import type { LongWork } from './long-work.ts';
import { publicationContext } from './publication-context.ts';
import type { PublicationDeps } from './publication-deps.ts';
import { type HeldLease, takeLease } from './publication-lease.ts';
import { readSnapshot } from './read-snapshot.ts';
import { stepReports } from './step-reports.ts';
import { storeVersion } from './store-version.ts';
import { warmVersion } from './warm-version.ts';

export type PublicationResult = PublicationSummary & {
  readonly catalogVersion: number;
  /** To be sent as `Quotewright-Min-Version` by whoever must not see less. */
  readonly minVersion: string;
  readonly warnings: number;
};

/**
 * Takes a version that was begun to its end: read what was frozen, check it, compile and store it, have copies ready, and
 * only then move the pointer. Safe to run again after a crash, and to run twice at once: the lease lets one through.
 * Throws `PUBLICATION_REFUSED` with the findings, `PUBLICATION_TAKEN_OVER`.
 */
export const runPublication = (deps: PublicationDeps) => {
  const refuse = refusePublication(deps);
  const complete = completePublication(deps);

  return async (work: LongWork, version: number): Promise<PublicationResult> => {
    const lease = await takeLease(deps, work, version);
    if (lease === undefined)
      return outcomeOf(
        await deps.database.withTenant(work.tenant, 'read', (tx) => deps.versions.find(tx, version)),
        version,
      );

    const findings = findingCollector();
    const steps = await buildVersion(deps, work, lease, findings);
    const report = findings.report();
    if (findings.hasErrors()) {
      await lease.write((tx) => refuse(tx, work, lease, report));
      throw publicationRefused(version, report);
    }
    const summary = await lease.write((tx) => complete(tx, work, lease, report, steps));
    return resultOf(version, summary, report.warnings);
  };
};

async function buildVersion(
  deps: PublicationDeps,
  work: LongWork,
  lease: HeldLease,
  findings: FindingCollector,
): Promise<PublicationSummary['steps']> {
  const { frozen, lifecycles } = await deps.database.withTenant(work.tenant, 'read', async (tx) => ({
    frozen: await deps.versions.contents(tx, lease.version),
    lifecycles: await activeLifecycles(deps)(tx),
  }));
  const snapshot = await readSnapshot(deps.registry, frozen, {
    findings,
    ...(work.signal && { signal: work.signal }),
  });
  // Not where items could not be read: their places in the document would be wrong.
  if (!findings.hasErrors()) lifecycleFindings(snapshot, lifecycles).forEach(findings.add);
  const stillOurs = () => lease.write(async () => {});
  const { version } = lease;
  const context = publicationContext(deps, work.tenant, {
    version,
    stillWorking: stillOurs,
    ...(work.signal && { signal: work.signal }),
  });
  await checkSnapshot(deps.registry, snapshot, context, findings, stillOurs);
  if (findings.hasErrors()) return undefined;
  const stored = await storeVersion(deps, work, lease, snapshot, context, findings);
  if (findings.hasErrors()) return undefined;
  const steps = stepReports(deps.registry, snapshot, context, findings);
  if (!findings.hasErrors()) await warmVersion(deps, work, lease, stored);
  return steps;
}

/** What became of a version that is not being built any more: a repeated run answers like the first. */
function outcomeOf(ended: CatalogVersion | undefined, version: number): PublicationResult {
  if (ended?.summary !== undefined) return resultOf(version, ended.summary, ended.report?.warnings ?? 0);
  if (ended?.report !== undefined) throw publicationRefused(version, ended.report);
  throw fail(
    'PUBLICATION_TAKEN_OVER',
    `version ${version} failed: ${ended?.failure ?? 'it was never begun'}`,
  );
}

function resultOf(version: number, summary: PublicationSummary, warnings: number): PublicationResult {
  return { catalogVersion: version, minVersion: `catalog=${version}`, ...summary, warnings };
}
