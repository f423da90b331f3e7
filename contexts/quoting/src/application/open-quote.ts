import { newUuid } from '@quotewright/kernel';
import { appendAudit } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import { appendEvents, eventOf } from '@quotewright/platform/messaging';
import { nextNumber } from '@quotewright/platform/numbering';
import type { Tx } from '@quotewright/platform/postgres';
import { quoteEvents, standing } from '../domain/events.ts';
import type { Quote, QuoteItem } from '../domain/quote.ts';
import type { QuoteStore } from '../ports/quote-store.ts';
import type { RevisionStore } from '../ports/revision-store.ts';

export interface OpenQuoteDeps {
  readonly quotes: QuoteStore;
  readonly revisions: RevisionStore;
}

/** What a new quote starts with; everything else of it follows. */
export type Opening = Pick<
  Quote,
  | 'accountId'
  | 'name'
  | 'owner'
  | 'currency'
  | 'market'
  | 'channel'
  | 'partner'
  | 'place'
  | 'promotionCodes'
  | 'validUntil'
  | 'clonedFrom'
> & { readonly items: readonly QuoteItem[] };

/** Writes a new quote with its first revision, items, number, audit row and event. */
export const openQuote =
  (deps: OpenQuoteDeps) =>
  async (tx: Tx, actor: Principal, { items, ...opening }: Opening): Promise<Quote> => {
    const quote: Quote = {
      ...opening,
      id: newUuid(),
      number: await nextNumber(tx, 'Q'),
      state: 'draft',
      revision: 1,
      version: 1,
      orderId: null,
      createdAt: tx.now,
      updatedAt: tx.now,
    };
    await deps.quotes.insert(tx, quote);
    await deps.revisions.open(tx, quote);
    await deps.quotes.addItems(tx, quote.id, items);
    await appendAudit(tx, {
      actor,
      action: quote.clonedFrom === null ? 'quote.create' : 'quote.clone',
      entity: { type: 'quote', id: quote.id },
      detail: { to: quote.state, revision: 1, version: 1, items: items.length, clonedFrom: quote.clonedFrom },
    });
    const said = { ...standing(quote), clonedFrom: quote.clonedFrom };
    await appendEvents(tx, [eventOf(quoteEvents.QuoteCreated, quote.id, said)]);
    return quote;
  };
