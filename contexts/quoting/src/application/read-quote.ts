import type { Tx } from '@quotewright/platform/postgres';
import type { Acceptance } from '../domain/acceptance.ts';
import type { Submission } from '../domain/approval.ts';
import { fail } from '../domain/errors.ts';
import type { Quote, QuoteItem } from '../domain/quote.ts';
import type { FrozenPrice } from '../domain/revision.ts';
import type { AcceptanceRecord } from '../ports/acceptance-record.ts';
import type { QuoteStore } from '../ports/quote-store.ts';
import type { RevisionStore } from '../ports/revision-store.ts';

/** A quote with all that its representation shows. */
export interface QuoteDetail {
  readonly quote: Quote;
  readonly items: readonly QuoteItem[];
  /** Absent while the quote is a draft. */
  readonly price: FrozenPrice | null;
  /** Absent until the live revision is submitted. */
  readonly submission: Submission | null;
  readonly acceptance: Acceptance | null;
}

export interface ReadQuoteDeps {
  readonly quotes: QuoteStore;
  readonly revisions: RevisionStore;
  readonly acceptances: AcceptanceRecord;
}

/** States behind an acceptance. */
const ACCEPTABLE: readonly string[] = ['accepted', 'ordered', 'cancelled'];

/** What belongs to a quote that the caller has at hand. Frozen items are the items: with names and amounts. */
export const completeQuote =
  (deps: ReadQuoteDeps) =>
  async (tx: Tx, quote: Quote): Promise<QuoteDetail> => {
    const revision = await deps.revisions.find(tx, quote);
    const price = revision?.price ?? null;
    const mayBeAccepted = ACCEPTABLE.includes(quote.state);
    return {
      quote,
      price,
      submission: revision?.submission ?? null,
      items: price?.items ?? (await deps.quotes.items(tx, quote.id)),
      acceptance: (mayBeAccepted && (await deps.acceptances.find(tx, quote))) || null,
    };
  };

/** Throws `QUOTE_NOT_FOUND`. */
export const findQuote =
  ({ quotes }: Pick<ReadQuoteDeps, 'quotes'>) =>
  async (tx: Tx, quoteId: string): Promise<Quote> => {
    const quote = await quotes.find(tx, quoteId);
    if (quote === undefined) throw fail('QUOTE_NOT_FOUND', 'there is no such quote');
    return quote;
  };
