import { DomainError } from '@quotewright/kernel';
import type { Database, Tx } from '@quotewright/platform/postgres';
import { catalogSnapshot } from '../domain/catalog-snapshot.ts';
import { documentPointer, WHOLE_DOCUMENT } from '../domain/document-envelope.ts';
import { draftRevisionOf, requirePreviewed } from '../domain/draft-revision.ts';
import { fail } from '../domain/errors.ts';
import { type FindingCollector, type FindingReport, findingCollector } from '../domain/finding.ts';
import type { ImportKind } from '../domain/import-format.ts';
import type { ImportReport } from '../domain/import-report.ts';
import { type SectionContent, sectionContent } from '../domain/section.ts';
import type { ArtefactStore } from '../ports/artefact-store.ts';
import type { DraftSection, DraftStore } from '../ports/draft-store.ts';
import type { TenantCatalogStore } from '../ports/tenant-catalog-store.ts';
import { checkSnapshot } from './check-snapshot.ts';
import type { LongWork } from './long-work.ts';
import { parseSection } from './parse-section.ts';
import { publicationContext } from './publication-context.ts';
import { readCatalogDocument } from './read-catalog-document.ts';
import { readTmf620Document } from './read-tmf620-document.ts';
import { type DocumentSyntaxes, importInvalid, readWrittenDocument } from './read-written-document.ts';
import { replaceDraftSections } from './replace-draft-sections.ts';
import type { SectionRegistry } from './section-registry.ts';
import type { DraftContents, WantedDraft } from './wanted-draft.ts';

export interface ImportCatalogDeps {
  readonly artefacts: ArtefactStore;
  readonly database: Database;
  readonly registry: SectionRegistry;
  readonly catalog: TenantCatalogStore;
  readonly drafts: DraftStore;
  readonly syntaxes: DocumentSyntaxes;
}

export interface Sent extends ImportKind {
  readonly bytes: Uint8Array;
}

export interface ImportTerms {
  /** Of the draft that the import was previewed with; absent: whatever the draft is. */
  readonly expectedRevision?: number;
}

interface ImportOptions extends ImportTerms {
  /** Runs in the transaction of the change, so that a repeated job finds its report. */
  settle?(tx: Tx, report: ImportReport): Promise<void>;
}

/** A merge is made outside of the transaction that writes it: when the draft has moved on, it is made again. */
const MOST_MERGES = 5;

/**
 * Makes the draft have what the document says, all of it or nothing. A catalog document replaces the sections that it
 * names; TMF620 objects replace or join the items of their ids. The same content again changes nothing. Throws
 * `IMPORT_INVALID` with pointer, line and column of what is wrong in the document itself; what is wrong elsewhere in
 * the draft is a remark, because publication looks at it again. Throws `DRAFT_SECTION_CHANGED` when a merge was overtaken
 * again and again, and `IMPORT_PREVIEW_OUTDATED` when the draft is not at the expected revision.
 */
export const importCatalog = (deps: ImportCatalogDeps) => {
  const replace = replaceDraftSections(deps);

  const read = readImport(deps);

  const attempt = async (work: LongWork, sent: Sent, options: ImportOptions): Promise<ImportReport> => {
    const { draft, wanted, contents, remarks } = await read(work, sent);
    return deps.database.withTenant(work.tenant, 'write', async (tx) => {
      const { draftRevision, changed } = await replace(tx, work.actor, {
        action: 'catalog.import',
        contents,
        guard: (current) => {
          requirePreviewed(draftRevisionOf([...current.values()]), options.expectedRevision);
          if (wanted.merged && hasMoved(draft, current))
            throw fail(
              'DRAFT_SECTION_CHANGED',
              'others keep changing the draft: nothing was changed, try again',
            );
        },
      });
      const report: ImportReport = {
        outcome: changed.size === 0 ? 'unchanged' : 'imported',
        draftRevision,
        sections: contents.map(({ section, itemCount, contentHash }) => ({
          section,
          outcome: changed.has(section) ? (wanted.merged ? 'merged' : 'replaced') : 'unchanged',
          itemCount,
          contentHash,
        })),
        remarks,
      };
      await options.settle?.(tx, report);
      return report;
    });
  };

  return async (work: LongWork, sent: Sent, options: ImportOptions = {}): Promise<ImportReport> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt(work, sent, options);
      } catch (error) {
        const hasMoved = error instanceof DomainError && error.code === 'DRAFT_SECTION_CHANGED';
        if (!hasMoved || tries === MOST_MERGES) throw error;
      }
    }
  };
};

async function wantedByCatalogDocument(
  registry: SectionRegistry,
  document: unknown,
  errors: FindingCollector,
  work: LongWork,
): Promise<WantedDraft> {
  const sections = await readCatalogDocument(registry, document, errors, work);
  return {
    sections,
    merged: false,
    pointerOf: (finding) =>
      finding.section === WHOLE_DOCUMENT || sections.has(finding.section)
        ? documentPointer(finding)
        : undefined,
  };
}

/** What a document would make of the draft as it is now. */
export interface ReadImport {
  readonly draft: DraftContents;
  readonly wanted: WantedDraft;
  /** The sections as they would be kept. */
  readonly contents: readonly SectionContent[];
  readonly remarks: FindingReport;
}

/** Reads and checks a document; changes nothing. Throws `IMPORT_INVALID`. */
export const readImport =
  (deps: ImportCatalogDeps) =>
  async (work: LongWork, sent: Sent): Promise<ReadImport> => {
    const document = readWrittenDocument(deps.syntaxes, sent.media, sent.bytes);
    const draft = await deps.database.withTenant(work.tenant, 'read', (tx) => deps.drafts.contents(tx));
    const errors = findingCollector();
    const remarks = findingCollector();
    const wanted =
      sent.format === 'tmf620'
        ? await readTmf620Document(deps.registry, document.value, draft, { errors, remarks }, work)
        : await wantedByCatalogDocument(deps.registry, document.value, errors, work);
    if (!errors.hasErrors()) await checkWanted(deps, work, draft, wanted, { errors, remarks });
    if (errors.hasErrors()) {
      throw importInvalid(document, errors.report(), (finding) => wanted.pointerOf(finding) ?? '');
    }
    const contents = [...wanted.sections].map(([name, { items }]) => sectionContent(name, items));
    return { draft, wanted, contents, remarks: remarks.report() };
  };

interface Findings {
  readonly errors: FindingCollector;
  readonly remarks: FindingCollector;
}

/** Checks the draft as it would be. Errors of what the document says go to `errors`, the rest is remarks. */
async function checkWanted(
  deps: ImportCatalogDeps,
  { tenant, signal }: LongWork,
  draft: DraftContents,
  { sections, pointerOf }: WantedDraft,
  { errors, remarks }: Findings,
): Promise<void> {
  const { registry } = deps;
  const all = new Map(sections);
  for (const { section, bytes } of draft) {
    const definition = registry.get(section);
    if (definition === undefined || sections.has(section)) continue;
    const parsing = { findings: remarks, ...(signal && { signal }) };
    all.set(section, await parseSection(definition, JSON.parse(bytes.toString('utf8')), parsing));
  }
  const context = publicationContext(deps, tenant, signal && { signal });
  await checkSnapshot(registry, catalogSnapshot(all), context, {
    hasErrors: () => false,
    add(finding) {
      const blocks = finding.severity === 'error' && pointerOf(finding) !== undefined;
      (blocks ? errors : remarks).add(finding);
    },
  });
}

function hasMoved(draft: DraftContents, current: ReadonlyMap<string, DraftSection>): boolean {
  const seen = new Map(draft.map(({ section, contentHash }) => [section, contentHash]));
  return (
    seen.size !== current.size ||
    [...current].some(([section, { contentHash }]) => seen.get(section) !== contentHash)
  );
}
