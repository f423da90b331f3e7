import { DomainError, newUuid } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import { enqueueJob, type Job } from '@quotewright/platform/jobs';
import type { Database, Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { ImportReport } from '../domain/import-report.ts';
import type { ImportStore, SentDocument } from '../ports/import-store.ts';
import type { importCatalog } from './import-catalog.ts';
import type { LongWork } from './long-work.ts';

export const IMPORT_JOB = 'catalog.import';

/** Keeps the document and its job in the caller's transaction: an accepted import survives whatever comes. */
export const acceptImport =
  ({ imports }: { readonly imports: ImportStore }) =>
  async (tx: Tx, actor: Principal, document: SentDocument): Promise<Job> => {
    const importId = newUuid();
    await imports.create(tx, importId, document, actor.subject);
    return enqueueJob(tx, { type: IMPORT_JOB, input: { importId }, actor });
  };

interface RunImportDeps {
  readonly database: Database;
  readonly imports: ImportStore;
  readonly importCatalog: ReturnType<typeof importCatalog>;
}

/** The job's part. A repeated run answers with the first one's report. */
export const runImport =
  ({ database, imports, importCatalog: run }: RunImportDeps) =>
  async (work: LongWork, importId: string): Promise<ImportReport> => {
    const { tenant } = work;
    const found = await database.withTenant(tenant, 'read', (tx) => imports.find(tx, importId));
    if (found?.report !== undefined) return found.report;
    if (found?.document === undefined) throw fail('IMPORT_INVALID', 'the document was refused before');
    try {
      return await run(work, found.document, (tx, report) => imports.end(tx, importId, report));
    } catch (error) {
      if (error instanceof DomainError && error.code === 'IMPORT_INVALID') {
        await database.withTenant(tenant, 'write', (tx) => imports.end(tx, importId));
      }
      throw error;
    }
  };
