import type { Tx } from '@quotewright/platform/postgres';
import type {
  DocumentFile,
  DocumentFiles,
  DocumentFormat,
  DocumentHashes,
} from '../domain/document/document-file.ts';
import type { RevisionKey } from './revision-store.ts';

/** The documents that customers were given: written once, never changed. */
export interface DocumentStore {
  append(tx: Tx, key: RevisionKey, files: DocumentFiles): Promise<void>;
  /** Undefined where the revision was never presented, or before documents were kept. */
  find(tx: Tx, key: RevisionKey, format: DocumentFormat): Promise<DocumentFile | undefined>;
  /** The hashes as they were kept, and whether the kept bytes still have them. */
  hashes(tx: Tx, key: RevisionKey): Promise<KeptHashes | undefined>;
}

export interface KeptHashes extends DocumentHashes {
  readonly intact: boolean;
}
