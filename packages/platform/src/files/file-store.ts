import type { Page, PageRequest } from '../http/page.ts';
import type { Tx } from '../postgres/tx.ts';
import type { FileUsage, StoredFile } from './stored-file.ts';

/** Files of a tenant, seen by every process. Whether the caller may see one is not asked here. A file is gone at its `expiresAt`. */
export interface FileStore {
  /** Content of 1 byte up to `MAX_FILE_BYTES`. */
  put(tx: Tx, file: StoredFile, content: Uint8Array): Promise<void>;
  /** Undefined also for a malformed id. */
  stat(tx: Tx, id: string): Promise<StoredFile | undefined>;
  /** The content in pieces of at most `CHUNK_BYTES`, in order; none of a file that is gone. */
  open(tx: Tx, id: string): AsyncIterable<Uint8Array>;
  /** The owner's, newest first. */
  list(tx: Tx, owner: string, page: PageRequest): Promise<Page<StoredFile>>;
  delete(tx: Tx, id: string): Promise<void>;
  /** Of all owners. Others who ask wait until this transaction has ended, so that a quota holds. */
  usage(tx: Tx): Promise<FileUsage>;
  /** Removes up to `limit` files that are gone; returns how many. */
  deleteExpired(tx: Tx, limit: number): Promise<number>;
}

export const CHUNK_BYTES = 262_144;
