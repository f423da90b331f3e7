import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { DocumentFiles } from '../domain/document/document-file.ts';
import { type Quote, stateAt } from '../domain/quote.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { RevisionStore } from '../ports/revision-store.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type Move, type MoveQuoteDeps, moveQuote, requireTransition } from './move-quote.ts';
import { type DocumentSourceDeps, readDocumentSource } from './read-document-source.ts';
import { type RenderDocumentDeps, renderDocument } from './render-document.ts';
import { type VerifyConfigurationDeps, verifyConfiguration } from './verify-configuration.ts';

interface PresentQuoteDeps
  extends MoveQuoteDeps,
    DocumentSourceDeps,
    RenderDocumentDeps,
    VerifyConfigurationDeps {
  readonly revisions: RevisionStore;
  readonly documents: DocumentStore;
}

/**
 * The customer has it: exactly the bytes that are kept here. Rendering is done before the quote is locked, so
 * that a large document does not keep others waiting; it is done again where the quote has changed meanwhile.
 */
export const presentQuote = (deps: PresentQuoteDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  const renderFor = renderedDocument(deps);
  const verifyRules = verifyConfiguration(deps);
  return async (tx: Tx, actor: Principal, command: QuoteChange): Promise<Quote> => {
    const seen = await deps.quotes.find(tx, command.quoteId);
    const ready = seen !== undefined && stateAt(seen, tx.now) === 'approved';
    const early = ready ? await renderFor(tx, seen) : undefined;
    const quote = await lock(tx, command);
    const step: Move = { command: 'present' };
    requireTransition(tx, quote, step);
    await verifyRules(tx, quote);
    const unchanged = early !== undefined && seen?.version === quote.version;
    const files = unchanged ? early : await renderFor(tx, quote);
    await deps.documents.append(tx, quote, files);
    const documentHashes = { html: files.html.hash, pdf: files.pdf.hash };
    return move(tx, actor, quote, { ...step, detail: { documentHashes }, event: { documentHashes } });
  };
};

const renderedDocument = (deps: PresentQuoteDeps) => {
  const sourceOf = readDocumentSource(deps);
  const render = renderDocument(deps);
  return async (tx: Tx, quote: Quote): Promise<DocumentFiles> => {
    const revision = await deps.revisions.find(tx, quote);
    if (revision === undefined) throw new Error(`quote ${quote.id} has no live revision`);
    const source = await sourceOf(tx, quote, revision, { presentedAt: tx.now });
    return { html: await render(source, 'html'), pdf: await render(source, 'pdf') };
  };
};
