import type { Tx } from '@quotewright/platform/postgres';
import type { DocumentSource } from '../domain/document/build-document.ts';
import { type DocumentFile, type DocumentFormat, fileName } from '../domain/document/document-file.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { QuoteStore } from '../ports/quote-store.ts';
import { type DocumentSourceDeps, readDocumentSource } from './read-document-source.ts';
import { findQuote } from './read-quote.ts';
import { findRevision } from './read-revisions.ts';

interface ReadDocumentDeps extends DocumentSourceDeps {
  readonly quotes: QuoteStore;
  readonly documents: DocumentStore;
}

/** What the customer was given; or, before that, what a document to look at is made of. */
export type FoundDocument = { readonly fileName: string } & (
  | { readonly file: DocumentFile }
  | { readonly source: DocumentSource }
);

/**
 * The document of a revision, by default of the live one. Throws `QUOTE_NOT_FOUND`, `QUOTE_REVISION_NOT_FOUND`,
 * `QUOTE_NOT_PRICED`.
 */
export const readDocument = (deps: ReadDocumentDeps) => {
  const quoteOf = findQuote(deps);
  const find = findRevision(deps);
  const sourceOf = readDocumentSource(deps);
  return async (tx: Tx, quoteId: string, format: DocumentFormat, number?: number): Promise<FoundDocument> => {
    const quote = await quoteOf(tx, quoteId);
    const { revision, state } = await find(tx, quoteId, number);
    const name = fileName(quote.number, revision.revision, format);
    const file = await deps.documents.find(tx, { id: quote.id, revision: revision.revision }, format);
    if (file !== undefined) return { fileName: name, file };
    return { fileName: name, source: await sourceOf(tx, quote, revision, { toLookAtIn: state }) };
  };
};
