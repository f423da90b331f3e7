import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import { type Quote, stateAt } from '../domain/quote.ts';
import type { QuoteState } from '../domain/quote-states.ts';
import type { Revision } from '../domain/revision.ts';
import type { QuoteStore } from '../ports/quote-store.ts';
import type { RevisionStore } from '../ports/revision-store.ts';
import { findQuote } from './read-quote.ts';

export interface ReadRevisionsDeps {
  readonly quotes: QuoteStore;
  readonly revisions: RevisionStore;
}

export interface RevisionInState {
  readonly revision: Revision;
  readonly state: QuoteState;
}

/** A revision's state: how it ended, or where its quote stands. */
function inState(tx: Tx, quote: Quote, revision: Revision): RevisionInState {
  return { revision, state: revision.ended?.as ?? stateAt(quote, tx.now) };
}

/** All revisions, oldest first. Throws `QUOTE_NOT_FOUND`. */
export const listRevisions =
  (deps: ReadRevisionsDeps) =>
  async (tx: Tx, quoteId: string): Promise<readonly RevisionInState[]> => {
    const quote = await findQuote(deps)(tx, quoteId);
    const revisions = await deps.revisions.list(tx, quote.id);
    return revisions.map((revision) => inState(tx, quote, revision));
  };

/** One revision; by default the live one. Throws `QUOTE_NOT_FOUND`, `QUOTE_REVISION_NOT_FOUND`. */
export const findRevision =
  (deps: ReadRevisionsDeps) =>
  async (tx: Tx, quoteId: string, number?: number): Promise<RevisionInState> => {
    const quote = await findQuote(deps)(tx, quoteId);
    const revision = await deps.revisions.find(tx, { id: quote.id, revision: number ?? quote.revision });
    if (revision === undefined)
      throw fail('QUOTE_REVISION_NOT_FOUND', `${quote.number} has no revision ${number}`);
    return inState(tx, quote, revision);
  };
