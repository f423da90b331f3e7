import type { Database } from '@quotewright/platform/postgres';
import type { ArtefactStore } from '../ports/artefact-store.ts';
import type { CatalogWarmth } from '../ports/catalog-warmth.ts';
import type { OfferingHistory } from '../ports/offering-history.ts';
import type { OfferingIndex } from '../ports/offering-index.ts';
import type { TenantCatalogStore } from '../ports/tenant-catalog-store.ts';
import type { VersionStore } from '../ports/version-store.ts';
import type { SectionRegistry } from './section-registry.ts';

/** What a running publication needs. */
export interface PublicationDeps {
  readonly database: Database;
  readonly registry: SectionRegistry;
  readonly catalog: TenantCatalogStore;
  readonly versions: VersionStore;
  readonly artefacts: ArtefactStore;
  readonly offerings: OfferingIndex;
  readonly history: OfferingHistory;
  /** Absent: nothing is copied before the version is read. */
  readonly warmth?: CatalogWarmth;
}
