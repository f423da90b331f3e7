import type { ColumnType, Generated } from 'kysely';
import type { PublicationState, PublicationSummary } from '../domain/catalog-version.ts';
import type { FindingReport } from '../domain/finding.ts';
import type { ImportKind } from '../domain/import-format.ts';
import type { ImportReport } from '../domain/import-report.ts';
import type { Lifecycle } from '../domain/product-offering.schema.ts';

/** Tables of the context as they are read; see `sql/`. */
export interface Tables {
  'catalog.tenant_catalog': TenantCatalogTable;
  'catalog.section_content': SectionContentTable;
  'catalog.draft_section': DraftSectionTable;
  'catalog.catalog_version': CatalogVersionTable;
  'catalog.version_section': VersionSectionTable;
  'catalog.artefact': ArtefactTable;
  'catalog.version_item': VersionItemTable;
  'catalog.version_offering': VersionOfferingTable;
  'catalog.catalog_import': CatalogImportTable;
}

/** jsonb: parsed when read, text when written. */
type Json<T> = ColumnType<T | null, string | undefined, string>;

interface TenantCatalogTable {
  tenant_id: string;
  draft_revision: Generated<number>;
  last_version: Generated<number>;
  active_version: Generated<number | null>;
}

interface SectionContentTable {
  tenant_id: string;
  content_hash: string;
  bytes: Buffer;
  item_count: number;
}

interface DraftSectionTable {
  tenant_id: string;
  section: string;
  revision: number;
  content_hash: string;
  updated_at: Date;
  updated_by: string;
}

interface CatalogVersionTable {
  tenant_id: string;
  version: number;
  state: PublicationState;
  draft_revision: number;
  content_hash: string;
  started_at: Date;
  started_by: string;
  lease_token: string | null;
  lease_until: Date | null;
  finished_at: Generated<Date | null>;
  failure: Generated<string | null>;
  report: Json<FindingReport>;
  summary: Json<PublicationSummary>;
}

interface VersionSectionTable {
  tenant_id: string;
  version: number;
  section: string;
  content_hash: string;
}

interface ArtefactTable {
  tenant_id: string;
  content_hash: string;
  bytes: Buffer;
}

interface VersionItemTable {
  tenant_id: string;
  version: number;
  section: string;
  id: string;
  content_hash: string;
}

interface VersionOfferingTable {
  tenant_id: string;
  version: number;
  id: string;
  name: string;
  name_key: string;
  specification_id: string;
  lifecycle: Lifecycle;
  is_bundle: boolean;
  valid_from: string | null;
  valid_until: string | null;
  markets: string[];
  channels: string[];
  customer_types: string[];
  segments: Generated<string[]>;
  places: Generated<string[]>;
  category_ids: string[];
  unit_name: string;
  unit_fractions: boolean;
}

interface CatalogImportTable {
  tenant_id: string;
  import_id: string;
  state: 'waiting' | 'imported' | 'failed';
  document: Buffer | null;
  document_hash: string;
  media_type: Generated<ImportKind['media']>;
  format: Generated<ImportKind['format']>;
  report: Json<ImportReport>;
  created_at: Date;
  created_by: string;
  finished_at: Generated<Date | null>;
}
