import type { TenantId } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { draftRevisionOf } from '../domain/draft-revision.ts';
import { type FindingReport, findingCollector } from '../domain/finding.ts';
import { lifecycleFindings, type OfferingLifecycles } from '../domain/lifecycle.ts';
import type { SectionContent } from '../domain/section.ts';
import type { DraftStore } from '../ports/draft-store.ts';
import type { OfferingHistory } from '../ports/offering-history.ts';
import type { TenantCatalogStore } from '../ports/tenant-catalog-store.ts';
import { activeLifecycles } from './active-lifecycles.ts';
import { checkSnapshot } from './check-snapshot.ts';
import { type PublicationContextDeps, publicationContext } from './publication-context.ts';
import { readSnapshot } from './read-snapshot.ts';
import type { SectionRegistry } from './section-registry.ts';

/** A draft as it stood at a revision. */
export interface DraftContents {
  readonly revision: number;
  readonly contents: readonly SectionContent[];
  /** Of the active version. */
  readonly lifecycles: OfferingLifecycles;
}

interface ReadDraftContentsDeps {
  readonly catalog: TenantCatalogStore;
  readonly drafts: DraftStore;
  readonly history: OfferingHistory;
}

export const readDraftContents =
  (deps: ReadDraftContentsDeps) =>
  async (tx: Tx): Promise<DraftContents> => {
    const contents = await deps.drafts.contents(tx);
    return { revision: draftRevisionOf(contents), contents, lifecycles: await activeLifecycles(deps)(tx) };
  };

/** What a publication of these contents would say. Outside of any transaction: it takes its time. */
export const validateDraft =
  (deps: PublicationContextDeps & { readonly registry: SectionRegistry }) =>
  async (
    tenant: TenantId,
    { revision, contents, lifecycles }: DraftContents,
  ): Promise<FindingReport & { revision: number }> => {
    const findings = findingCollector();
    const { registry } = deps;
    const snapshot = await readSnapshot(registry, contents, { findings });
    if (!findings.hasErrors()) lifecycleFindings(snapshot, lifecycles).forEach(findings.add);
    await checkSnapshot(registry, snapshot, publicationContext(deps, tenant), findings);
    return { revision, ...findings.report() };
  };
