import { DomainError, newUuid } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import { enqueueJob, type Job } from '@quotewright/platform/jobs';
import type { Database, Tx } from '@quotewright/platform/postgres';
import { requirePreviewed } from '../domain/draft-revision.ts';
import { fail } from '../domain/errors.ts';
import type { ImportReport } from '../domain/import-report.ts';
import type { DraftStore } from '../ports/draft-store.ts';
import type { ImportStore, SentDocument } from '../ports/import-store.ts';
import type { ImportTerms, importCatalog } from './import-catalog.ts';
import type { LongWork } from './long-work.ts';
import { draftRevisionNow } from './preview-import.ts';

export const IMPORT_JOB = 'catalog.import';

/** Keeps the document and its job in the caller's transaction: an accepted import survives whatever comes. */
export const acceptImport =
  ({ imports }: { readonly imports: ImportStore }) =>
  async (tx: Tx, actor: Principal, document: SentDocument, terms: ImportTerms = {}): Promise<Job> => {
    const importId = newUuid();
    await imports.create(tx, importId, document, actor.subject);
    return enqueueJob(tx, { type: IMPORT_JOB, input: { importId, ...terms }, actor });
  };

/** What another run of the same import would answer, too. */
const REFUSALS = ['IMPORT_INVALID', 'IMPORT_PREVIEW_OUTDATED'];

interface RunImportDeps {
  readonly database: Database;
  readonly imports: ImportStore;
  readonly drafts: DraftStore;
  readonly importCatalog: ReturnType<typeof importCatalog>;
}

/** The job's part. A repeated run answers with the first one's report. */
export const runImport = ({ database, imports, drafts, importCatalog: run }: RunImportDeps) => {
  const revisionNow = draftRevisionNow({ drafts });

  return async (work: LongWork, importId: string, terms: ImportTerms): Promise<ImportReport> => {
    const { tenant } = work;
    const { found, revision } = await database.withTenant(tenant, 'read', async (tx) => ({
      found: await imports.find(tx, importId),
      revision: await revisionNow(tx),
    }));
    if (found?.report !== undefined) return found.report;
    try {
      // A repeated run has no document any more, and is still told why: revisions only rise.
      requirePreviewed(revision, terms.expectedRevision);
      if (found?.document === undefined) throw fail('IMPORT_INVALID', 'the document was refused before');
      const settle = (tx: Tx, report: ImportReport) => imports.end(tx, importId, report);
      return await run(work, found.document, { ...terms, settle });
    } catch (error) {
      if (!(error instanceof DomainError && REFUSALS.includes(error.code))) throw error;
      const ended = await database.withTenant(tenant, 'write', async (tx) => {
        await imports.end(tx, importId);
        return imports.find(tx, importId);
      });
      // It was another run of this import, slow and thought dead, that has moved the draft on.
      if (ended?.report !== undefined) return ended.report;
      throw error;
    }
  };
};
