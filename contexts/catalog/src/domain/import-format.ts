/** How the text of a document is written. */
export type DocumentMedia = 'application/json' | 'application/yaml';

/** What the text says: the catalog document, or objects of TMF620. */
export const IMPORT_FORMATS = ['catalog', 'tmf620'] as const;

export interface ImportKind {
  readonly media: DocumentMedia;
  readonly format: (typeof IMPORT_FORMATS)[number];
}
