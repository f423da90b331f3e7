import type { Reach } from '@quotewright/platform/auth';
import type { Quote } from './quote.ts';
import type { QuoteState } from './quote-states.ts';
import type { Totals } from './revision.ts';

/** Orders of the list; `-` is descending. Ties are broken by id. */
export const quoteSorts = [
  'createdAt',
  '-createdAt',
  'updatedAt',
  '-updatedAt',
  'number',
  '-number',
] as const;

export type QuoteSort = (typeof quoteSorts)[number];

/** What a list is narrowed to. Times are milliseconds since the epoch, from inclusive, to exclusive. */
export interface QuoteFilter {
  readonly reach: Reach;
  readonly state?: QuoteState;
  readonly account?: string;
  readonly owner?: string;
  readonly number?: string;
  /** Part of the number or the name, in any case. */
  readonly text?: string;
  readonly createdFrom?: number;
  readonly createdTo?: number;
  readonly sort: QuoteSort;
}

/** A quote as lists show it. */
export interface ListedQuote {
  readonly quote: Quote;
  readonly totals: Totals | null;
}
