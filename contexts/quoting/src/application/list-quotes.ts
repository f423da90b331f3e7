import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { ListedQuote, QuoteFilter } from '../domain/quote-filter.ts';
import type { QuoteStore } from '../ports/quote-store.ts';

/** Quotes with their totals, a page at a time. */
export const listQuotes =
  ({ quotes }: { readonly quotes: QuoteStore }) =>
  (tx: Tx, filter: QuoteFilter, page: PageRequest): Promise<Page<ListedQuote>> =>
    quotes.list(tx, filter, page);
