import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { Quote, QuoteItem } from '../domain/quote.ts';
import type { ListedQuote, QuoteFilter } from '../domain/quote-filter.ts';

/** Keeps quotes and the items of their live revision. */
export interface QuoteStore {
  find(tx: Tx, id: string): Promise<Quote | undefined>;
  /** As `find`, and nobody else changes the quote until the transaction ends. */
  lock(tx: Tx, id: string): Promise<Quote | undefined>;
  insert(tx: Tx, quote: Quote): Promise<void>;
  /** Writes a locked quote. */
  update(tx: Tx, quote: Quote): Promise<void>;
  list(tx: Tx, filter: QuoteFilter, page: PageRequest): Promise<Page<ListedQuote>>;

  /** Children behind their parent, siblings in the order they were added. */
  items(tx: Tx, quoteId: string): Promise<readonly QuoteItem[]>;
  countItems(tx: Tx, quoteId: string): Promise<number>;
  /** Appends behind the present items, in the order given. */
  addItems(tx: Tx, quoteId: string, items: readonly QuoteItem[]): Promise<void>;
  findItem(tx: Tx, quoteId: string, itemId: string): Promise<QuoteItem | undefined>;
  updateItem(tx: Tx, quoteId: string, item: QuoteItem): Promise<void>;
  removeItems(tx: Tx, quoteId: string, itemIds: readonly string[]): Promise<void>;
}
