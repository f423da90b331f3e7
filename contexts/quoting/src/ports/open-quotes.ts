import type { Reach } from '@quotewright/platform/auth';
import type { PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { Quote } from '../domain/quote.ts';

export interface OpenQuote {
  readonly quote: Quote;
  /** Where the next page begins when this quote is the last of its page. */
  readonly cursor: string;
}

/** Quotes with a price that nobody has decided about: priced, in approval, approved or presented, and still valid. */
export interface OpenQuotes {
  /** Those within reach, oldest first. `more` tells whether there are others behind these. */
  page(
    tx: Tx,
    reach: Reach,
    page: PageRequest,
  ): Promise<{ readonly quotes: readonly OpenQuote[]; readonly more: boolean }>;
}
