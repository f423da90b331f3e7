import type { Database, Tx } from '@quotewright/platform/postgres';
import { catalogSnapshot } from '../domain/catalog-snapshot.ts';
import { findingCollector } from '../domain/finding.ts';
import type { ImportReport } from '../domain/import-report.ts';
import { type Section, sectionContent } from '../domain/section.ts';
import type { DraftStore } from '../ports/draft-store.ts';
import type { TenantCatalogStore } from '../ports/tenant-catalog-store.ts';
import { checkSnapshot } from './check-snapshot.ts';
import type { LongWork } from './long-work.ts';
import { parseSection } from './parse-section.ts';
import { importInvalid, readCatalogDocument, textOf } from './read-catalog-document.ts';
import { replaceDraftSections } from './replace-draft-sections.ts';
import type { SectionRegistry } from './section-registry.ts';

interface ImportCatalogDeps {
  readonly database: Database;
  readonly registry: SectionRegistry;
  readonly catalog: TenantCatalogStore;
  readonly drafts: DraftStore;
}

/** Runs in the transaction of the change, so that a repeated job finds its report. */
type Settle = (tx: Tx, report: ImportReport) => Promise<void>;

/**
 * Replaces the draft's sections that the document names, all of them or none. The same content again changes
 * nothing. Throws `IMPORT_INVALID` with pointer, line and column of what is wrong in the document's own
 * sections; what is wrong elsewhere in the draft is a remark, because publication looks at it again.
 */
export const importCatalog = (deps: ImportCatalogDeps) => {
  const replace = replaceDraftSections(deps);

  return async (work: LongWork, document: Uint8Array, settle?: Settle): Promise<ImportReport> => {
    const text = textOf(document);
    const errors = findingCollector();
    const sections = await readCatalogDocument(deps.registry, text, errors, work);
    const remarks = await checkImport(deps, work, sections, errors);
    if (errors.hasErrors()) throw importInvalid(text, errors.report());

    const contents = [...sections].map(([name, { items }]) => sectionContent(name, items));
    return deps.database.withTenant(work.tenant, 'write', async (tx) => {
      const { draftRevision, changed } = await replace(tx, work.actor, {
        action: 'catalog.import',
        contents,
      });
      const report: ImportReport = {
        outcome: changed.size === 0 ? 'unchanged' : 'imported',
        draftRevision,
        sections: contents.map(({ section, itemCount, contentHash }) => ({
          section,
          outcome: changed.has(section) ? 'replaced' : 'unchanged',
          itemCount,
          contentHash,
        })),
        remarks,
      };
      await settle?.(tx, report);
      return report;
    });
  };
};

/** Checks the draft as it would be. Errors of the document's sections go to `errors`, the rest is remarks. */
async function checkImport(
  { database, registry, drafts }: ImportCatalogDeps,
  { tenant, signal }: LongWork,
  sections: ReadonlyMap<string, Section>,
  errors: ReturnType<typeof findingCollector>,
): Promise<ImportReport['remarks']> {
  const remarks = findingCollector();
  if (errors.hasErrors()) return remarks.report();
  const all = new Map(sections);
  for (const { section, bytes } of await database.withTenant(tenant, 'read', (tx) => drafts.contents(tx))) {
    const definition = registry.get(section);
    if (definition === undefined || sections.has(section)) continue;
    const parsing = { findings: remarks, ...(signal && { signal }) };
    all.set(section, await parseSection(definition, JSON.parse(bytes.toString('utf8')), parsing));
  }
  await checkSnapshot(registry, catalogSnapshot(all), {
    hasErrors: () => false,
    add(finding) {
      const blocks = finding.severity === 'error' && sections.has(finding.section);
      (blocks ? errors : remarks).add(finding);
    },
  });
  return remarks.report();
}
