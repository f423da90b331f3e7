import type { TenantId } from '@quotewright/kernel';
import type { ContextModule } from '@quotewright/platform/module';
import type { Database } from '@quotewright/platform/postgres';
import type { TenancyApi } from '@quotewright/tenancy';
import { pgArtefactContents } from './adapters/artefact-contents.pg.ts';
import { pgArtefactStore } from './adapters/artefact-store.pg.ts';
import { pgDraftStore } from './adapters/draft-store.pg.ts';
import { pgImportStore } from './adapters/import-store.pg.ts';
import { pgOfferingHistory } from './adapters/offering-history.pg.ts';
import { pgOfferingIndex } from './adapters/offering-index.pg.ts';
import { readYaml } from './adapters/read-yaml.ts';
import { pgTenantCatalogStore } from './adapters/tenant-catalog-store.pg.ts';
import { pgVersionStore } from './adapters/version-store.pg.ts';
import type { CatalogApi } from './api.ts';
import { acceptImport, runImport } from './application/accept-import.ts';
import { beginPublication } from './application/begin-publication.ts';
import { catalogQueries } from './application/catalog-queries.ts';
import { catalogSteps } from './application/catalog-steps.ts';
import { diffVersions } from './application/diff-versions.ts';
import { type Export, exportCatalog } from './application/export-catalog.ts';
import { abandonPublication } from './application/fail-publication.ts';
import { importCatalog } from './application/import-catalog.ts';
import { listCategories } from './application/list-categories.ts';
import { listOfferings } from './application/list-offerings.ts';
import type { LongWork } from './application/long-work.ts';
import { readOfferingHistory } from './application/offering-history.ts';
import { publishCatalog, resumePublication } from './application/publish-catalog.ts';
import { readDraft, readDraftSection } from './application/read-draft.ts';
import { readItem } from './application/read-item.ts';
import { listVersions, readPublication, readVersion } from './application/read-versions.ts';
import { readSectionDocument, replaceDraftSection } from './application/replace-draft-section.ts';
import { restoreDraft } from './application/restore-draft.ts';
import { retireOffering } from './application/retire-offering.ts';
import { type PublicationResult, runPublication } from './application/run-publication.ts';
import { sectionRegistry } from './application/section-registry.ts';
import { startPublication } from './application/start-publication.ts';
import { readDraftContents, validateDraft } from './application/validate-draft.ts';
import { catalogErrors } from './domain/errors.ts';
import type { ImportKind } from './domain/import-format.ts';
import type { ImportReport } from './domain/import-report.ts';
import { readJson } from './domain/read-json.ts';
import { catalogMigrations } from './migrations.ts';
import { catalogPermissions } from './permissions.ts';
import type { PublicationStep } from './ports/publication-step.ts';
import { catalogDocumentRoutes } from './resources/catalog-document.resource.ts';
import { catalogDraftRoutes } from './resources/catalog-draft.resource.ts';
import { catalogImportJob } from './resources/catalog-import.job.ts';
import { catalogPublicationRoutes } from './resources/catalog-publication.resource.ts';
import { catalogPublishJob } from './resources/catalog-publish.job.ts';
import { catalogVersionRoutes } from './resources/catalog-version.resource.ts';
import { categoryRoutes } from './resources/category.resource.ts';
import { offeringHistoryRoutes } from './resources/offering-history.resource.ts';
import { offeringRetirementRoutes } from './resources/offering-retirement.resource.ts';
import { productOfferingRoutes } from './resources/product-offering.resource.ts';
import { productSpecificationRoutes } from './resources/product-specification.resource.ts';

export interface CatalogDeps {
  readonly database: Database;
  readonly tenancy: TenancyApi;
  /** Of the contexts downstream; the catalog brings its own. */
  readonly publicationSteps: readonly PublicationStep[];
}

/** The long commands for whoever has no request: the CLI, and the first start. They open their own transactions. */
export interface CatalogCommands {
  /**
   * `document` is a text in UTF-8; `kind` says how to read it, default: the catalog document as JSON. Throws
   * `IMPORT_INVALID`: nothing was changed.
   */
  importCatalog(work: LongWork, document: Uint8Array, kind?: Partial<ImportKind>): Promise<ImportReport>;
  /** Throws `CATALOG_UNCHANGED`, `CATALOG_DRAFT_EMPTY`, `PUBLICATION_IN_PROGRESS`, `PUBLICATION_REFUSED`. */
  publishCatalog(work: LongWork): Promise<PublicationResult>;
  /** Takes up a publication whose process has died; undefined when there is none. Throws as `publishCatalog`. */
  resumePublication(work: LongWork): Promise<PublicationResult | undefined>;
  /** The catalog document of the draft, or of a version. Throws `CATALOG_VERSION_UNKNOWN`, `EXPORT_TOO_LARGE`. */
  exportCatalog(tenant: TenantId, wanted?: Partial<Export>): Promise<Buffer>;
}

export interface CatalogModule extends ContextModule {
  readonly api: CatalogApi;
  readonly commands: CatalogCommands;
}

export function catalogModule({ database, tenancy, publicationSteps }: CatalogDeps): CatalogModule {
  const deps = {
    database,
    tenancy,
    registry: sectionRegistry([...catalogSteps, ...publicationSteps]),
    catalog: pgTenantCatalogStore,
    drafts: pgDraftStore,
    versions: pgVersionStore,
    artefacts: pgArtefactStore,
    contents: pgArtefactContents,
    offerings: pgOfferingIndex,
    history: pgOfferingHistory,
    imports: pgImportStore,
    syntaxes: { 'application/json': readJson, 'application/yaml': readYaml },
  };
  const begin = beginPublication(deps);
  const importDocument = importCatalog(deps);
  const exportDocument = exportCatalog(deps);
  const read = readItem(deps);

  return {
    name: 'catalog',
    migrations: catalogMigrations,
    errors: catalogErrors,
    permissions: catalogPermissions,
    routes: [
      ...productOfferingRoutes({ list: listOfferings(deps), read }),
      ...offeringRetirementRoutes(retireOffering(deps)),
      ...offeringHistoryRoutes(readOfferingHistory(deps)),
      ...productSpecificationRoutes(read),
      ...categoryRoutes(listCategories(deps)),
      ...catalogVersionRoutes({
        list: listVersions(deps),
        read: readVersion(deps),
        diff: diffVersions(deps),
      }),
      ...catalogPublicationRoutes({ start: startPublication({ begin }), read: readPublication(deps) }),
      ...catalogDraftRoutes({
        read: readDraft(deps),
        readSection: readDraftSection(deps),
        readDocument: readSectionDocument(deps),
        replaceSection: replaceDraftSection(deps),
        restore: restoreDraft(deps),
        readContents: readDraftContents(deps),
        validate: validateDraft(deps),
      }),
      ...catalogDocumentRoutes({ accept: acceptImport(deps), export: exportDocument }),
    ],
    jobs: [
      catalogPublishJob({ run: runPublication(deps), abandon: abandonPublication(deps) }),
      catalogImportJob(runImport({ ...deps, importCatalog: importDocument })),
    ],
    api: catalogQueries(deps),
    commands: {
      importCatalog: (work, bytes, kind) =>
        importDocument(work, { media: 'application/json', format: 'catalog', ...kind, bytes }),
      publishCatalog: publishCatalog({ ...deps, begin }),
      resumePublication: resumePublication(deps),
      exportCatalog: (tenant, wanted) =>
        database.withTenant(tenant, 'read', (tx) => exportDocument(tx, { syntax: 'json', ...wanted })),
    },
  };
}
