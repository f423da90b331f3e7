/** Raised with every change of what documents look like: what was presented keeps the version it was made by. */
export const DOCUMENT_RENDERER = 'quotewright/quote-document@1';

export const documentFormats = ['html', 'pdf'] as const;

export type DocumentFormat = (typeof documentFormats)[number];

/** One rendered form of a document. */
export interface DocumentFile {
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes, lower-case hex. */
  readonly hash: string;
}

/** Both forms of one document. */
export type DocumentFiles = Readonly<Record<DocumentFormat, DocumentFile>>;

/** Which document somebody has seen: any of the two hashes says it. */
export type DocumentHashes = Readonly<Record<DocumentFormat, string>>;

/** The name under which a document is saved: `Q-2026-000045-r1.pdf`. */
export function fileName(number: string, revision: number, format: DocumentFormat): string {
  return `${number}-r${revision}.${format}`;
}
