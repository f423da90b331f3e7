/** A file without its content. Times are milliseconds since the epoch. */
export interface StoredFile {
  readonly id: string;
  /** The subject that sent it; nobody else sees it. */
  readonly owner: string;
  readonly name?: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of the content, in hexadecimal. */
  readonly contentHash: string;
  readonly createdAt: number;
  /** Absent: it stays until somebody deletes it. */
  readonly expiresAt?: number;
}

export const MAX_FILE_BYTES = 16 * 1_048_576;

/** What the files of a tenant may come to. */
export const TENANT_QUOTA: FileUsage = { files: 2_000, bytes: 512 * 1_048_576 };

export interface FileUsage {
  readonly files: number;
  readonly bytes: number;
}
