import type { QuoteDocument } from '../domain/document/quote-document.ts';

/** Makes the PDF of a document: the same value gives the same bytes. Lets others run in between. */
export interface QuotePdf {
  render(document: QuoteDocument): Promise<Uint8Array>;
}
