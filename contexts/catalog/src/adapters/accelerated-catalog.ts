import type { Clock } from '@quotewright/kernel';
import { acceleratedReads, type CachedCategory, type Caches } from '@quotewright/platform/cache';
import type { EventConsumer } from '@quotewright/platform/messaging';
import type { Database } from '@quotewright/platform/postgres';
import type { TenancyApi } from '@quotewright/tenancy';
import type { ActiveVersion } from '../ports/active-version.ts';
import type { ArtefactStore } from '../ports/artefact-store.ts';
import type { CatalogWarmth } from '../ports/catalog-warmth.ts';
import type { OfferingIndex } from '../ports/offering-index.ts';
import type { OfferingLists } from '../ports/offering-lists.ts';
import type { RelationshipGraphs } from '../ports/relationship-graphs.ts';
import type { TenantCatalogStore } from '../ports/tenant-catalog-store.ts';
import type { VersionStore } from '../ports/version-store.ts';
import { acceleratedActiveVersion, evictingTenantCatalog } from './active-version.accelerated.ts';
import { acceleratedArtefacts } from './artefact-store.accelerated.ts';
import { catalogCachesConsumer } from './catalog-caches.accelerated.ts';
import { catalogCopies } from './catalog-copies.ts';
import { catalogWarmth } from './catalog-warmth.ts';
import { acceleratedOfferingIndex } from './offering-index.accelerated.ts';
import { acceleratedOfferingLists } from './offering-lists.accelerated.ts';
import { acceleratedVersions } from './published-versions.accelerated.ts';
import { acceleratedGraphs } from './relationship-graphs.accelerated.ts';

/** The ports of which there can be copies. */
interface CopiedPorts {
  readonly active: ActiveVersion;
  readonly catalog: TenantCatalogStore;
  readonly versions: VersionStore;
  readonly artefacts: ArtefactStore;
  readonly offerings: OfferingIndex;
  readonly lists: OfferingLists;
  readonly graphs: RelationshipGraphs;
}

interface AcceleratedCatalogDeps {
  readonly caches: Caches;
  readonly database: Database;
  readonly tenancy: TenancyApi;
  readonly clock: Pick<Clock, 'now'>;
}

interface AcceleratedCatalog {
  /** Same questions, same answers. */
  readonly ports: CopiedPorts & { readonly warmth: CatalogWarmth };
  readonly caches: readonly CachedCategory[];
  readonly consumers: readonly EventConsumer[];
}

/** The catalog's ports behind copies of what they answer. */
export function acceleratedCatalog(
  { caches, database, tenancy, clock }: AcceleratedCatalogDeps,
  truth: CopiedPorts,
): AcceleratedCatalog {
  const reads = acceleratedReads({ caches, database, clock });
  const artefacts = acceleratedArtefacts(reads, truth.artefacts);
  const lists = acceleratedOfferingLists(reads, artefacts, truth.lists);
  const ports: CopiedPorts = {
    active: acceleratedActiveVersion(reads, truth.active),
    catalog: evictingTenantCatalog(reads, caches, truth.catalog),
    versions: acceleratedVersions(reads, truth.versions),
    artefacts,
    offerings: acceleratedOfferingIndex(artefacts, truth.offerings),
    lists,
    graphs: acceleratedGraphs(reads, truth.graphs),
  };
  const warmth = catalogWarmth({ database, tenancy, artefacts, lists, index: truth.offerings });
  return {
    ports: { ...ports, warmth },
    caches: catalogCopies(reads, { ...truth, tenancy }, ports),
    consumers: [catalogCachesConsumer(reads, caches)],
  };
}
