import { systemClock, type TenantId } from '@quotewright/kernel';
import type { Caches } from '@quotewright/platform/cache';
import { ownFiles } from '@quotewright/platform/files';
import type { ContextModule } from '@quotewright/platform/module';
import type { Database } from '@quotewright/platform/postgres';
import type { TenancyApi } from '@quotewright/tenancy';
import { acceleratedCatalog } from './adapters/accelerated-catalog.ts';
import { pgActiveVersion } from './adapters/active-version.pg.ts';
import { pgArtefactContents } from './adapters/artefact-contents.pg.ts';
import { pgArtefactStore } from './adapters/artefact-store.pg.ts';
import { pgDraftStore } from './adapters/draft-store.pg.ts';
import { pgImportStore } from './adapters/import-store.pg.ts';
import { pgOfferingHistory } from './adapters/offering-history.pg.ts';
import { pgOfferingIndex } from './adapters/offering-index.pg.ts';
import { offeringLists } from './adapters/offering-lists.ts';
import { readYaml } from './adapters/read-yaml.ts';
import { relationshipGraphs } from './adapters/relationship-graphs.ts';
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
import { draftRevisionNow, previewImport, validateImport } from './application/preview-import.ts';
import { publishCatalog, resumePublication } from './application/publish-catalog.ts';
import { readDraft, readDraftSection } from './application/read-draft.ts';
import { readItem } from './application/read-item.ts';
import { readRelationshipGraph } from './application/read-relationship-graph.ts';
import { listVersions, readPublication, readVersion } from './application/read-versions.ts';
import { readSectionDocument, replaceDraftSection } from './application/replace-draft-section.ts';
import { restoreDraft } from './application/restore-draft.ts';
import { retireOffering } from './application/retire-offering.ts';
import { type PublicationResult, runPublication } from './application/run-publication.ts';
import { sectionRegistry } from './application/section-registry.ts';
import { startPublication } from './application/start-publication.ts';
import { readDraftContents, validateDraft } from './application/validate-draft.ts';
import { catalogErrors } from './domain/errors.ts';
import { catalogEvents } from './domain/events.ts';
import type { ImportKind } from './domain/import-format.ts';
import type { ImportReport } from './domain/import-report.ts';
import { readJson } from './domain/read-json.ts';
import { catalogMigrations } from './migrations.ts';
import { catalogPermissions } from './permissions.ts';
import type { PublicationStep } from './ports/publication-step.ts';
import { catalogDocumentRoutes } from './resources/catalog-document.resource.ts';
import { catalogDraftRoutes } from './resources/catalog-draft.resource.ts';
import { catalogImportJob } from './resources/catalog-import.job.ts';
import { catalogImportWizard } from './resources/catalog-import-wizard.ts';
import { catalogPublicationRoutes } from './resources/catalog-publication.resource.ts';
import { catalogPublishJob } from './resources/catalog-publish.job.ts';
import { catalogVersionRoutes } from './resources/catalog-version.resource.ts';
import { categoryRoutes } from './resources/category.resource.ts';
import { offeringHistoryRoutes } from './resources/offering-history.resource.ts';
import { offeringRetirementRoutes } from './resources/offering-retirement.resource.ts';
import { productOfferingRoutes } from './resources/product-offering.resource.ts';
import { productSpecificationRoutes } from './resources/product-specification.resource.ts';
import { relationshipGraphRoutes } from './resources/relationship-graph.resource.ts';

export interface CatalogDeps {
  readonly database: Database;
  readonly tenancy: TenancyApi;
  /** Of the contexts downstream; the catalog brings its own. */
  readonly publicationSteps: readonly PublicationStep[];
  /** Absent: every answer is read from the database. */
  readonly caches?: Caches;
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

export function catalogModule({ database, tenancy, publicationSteps, caches }: CatalogDeps): CatalogModule {
  const truth = {
    active: pgActiveVersion,
    catalog: pgTenantCatalogStore,
    versions: pgVersionStore,
    artefacts: pgArtefactStore,
    offerings: pgOfferingIndex,
    lists: offeringLists(pgOfferingIndex),
    graphs: relationshipGraphs(pgArtefactStore),
  };
  const accelerated = caches && acceleratedCatalog({ caches, database, tenancy, clock: systemClock }, truth);
  const deps = {
    database,
    tenancy,
    registry: sectionRegistry([...catalogSteps, ...publicationSteps]),
    ...(accelerated?.ports ?? truth),
    drafts: pgDraftStore,
    contents: pgArtefactContents,
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
    events: catalogEvents,
    permissions: catalogPermissions,
    routes: [
      ...productOfferingRoutes({ list: listOfferings(deps), read }),
      ...relationshipGraphRoutes(readRelationshipGraph(deps)),
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
    wizards: [
      catalogImportWizard({
        files: ownFiles(),
        validate: validateImport(deps),
        preview: previewImport(deps),
        revision: draftRevisionNow(deps),
        accept: acceptImport(deps),
      }),
    ],
    caches: accelerated?.caches ?? [],
    consumers: accelerated?.consumers ?? [],
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
