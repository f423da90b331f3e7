import { setImmediate as othersRun } from 'node:timers/promises';
import { sha256 } from '@quotewright/kernel';
import { buildDocument, type DocumentSource } from '../domain/document/build-document.ts';
import type { DocumentFile, DocumentFormat } from '../domain/document/document-file.ts';
import type { QuoteDocument } from '../domain/document/quote-document.ts';
import { renderHtml } from '../domain/document/render-html.ts';
import type { QuotePdf } from '../ports/quote-pdf.ts';

export interface RenderDocumentDeps {
  readonly quotePdf: QuotePdf;
}

/** Renders one form of a document. Large ones take a while; others run in between. */
export const renderDocument = ({ quotePdf }: RenderDocumentDeps) => {
  const renderers: Readonly<Record<DocumentFormat, (document: QuoteDocument) => Promise<Uint8Array>>> = {
    html: htmlBytes,
    pdf: (document) => quotePdf.render(document),
  };
  return async (source: DocumentSource, format: DocumentFormat): Promise<DocumentFile> => {
    const bytes = await renderers[format](buildDocument(source));
    return { bytes, hash: sha256(bytes) };
  };
};

/** Parts that are joined between two breaths of the event loop. */
const PARTS_AT_A_TIME = 100;

async function htmlBytes(document: QuoteDocument): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for (const part of renderHtml(document)) {
    chunks.push(Buffer.from(part));
    if (chunks.length % PARTS_AT_A_TIME === 0) await othersRun();
  }
  return Buffer.concat(chunks);
}
