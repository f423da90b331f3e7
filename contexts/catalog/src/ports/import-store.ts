import type { Tx } from '@quotewright/platform/postgres';
import type { ImportReport } from '../domain/import-report.ts';

export interface CatalogImport {
  readonly state: 'waiting' | 'imported' | 'failed';
  /** What was sent, byte for byte; gone once the import ended. */
  readonly document?: Buffer;
  readonly report?: ImportReport;
}

/** Documents taken in and not yet worked on, so that an accepted import survives a crash. */
export interface ImportStore {
  create(tx: Tx, id: string, document: Buffer, by: string): Promise<void>;
  find(tx: Tx, id: string): Promise<CatalogImport | undefined>;
  /** Keeps the report instead of the document; without a report it failed. */
  end(tx: Tx, id: string, report?: ImportReport): Promise<void>;
}
