import type { Tx } from '@quotewright/platform/postgres';
import type { ImportKind } from '../domain/import-format.ts';
import type { ImportReport } from '../domain/import-report.ts';

/** What was sent, byte for byte, and how it is to be read. */
export interface SentDocument extends ImportKind {
  readonly bytes: Buffer;
}

export interface CatalogImport {
  readonly state: 'waiting' | 'imported' | 'failed';
  /** Gone once the import ended. */
  readonly document?: SentDocument;
  readonly report?: ImportReport;
}

/** Documents taken in and not yet worked on, so that an accepted import survives a crash. */
export interface ImportStore {
  create(tx: Tx, id: string, document: SentDocument, by: string): Promise<void>;
  find(tx: Tx, id: string): Promise<CatalogImport | undefined>;
  /** Keeps the report instead of the document; without a report it failed. */
  end(tx: Tx, id: string, report?: ImportReport): Promise<void>;
}
