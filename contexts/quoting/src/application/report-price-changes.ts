import { DomainError, type FieldError } from '@quotewright/kernel';
import type { Reach } from '@quotewright/platform/auth';
import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import { comparePrices, type PriceComparison } from '@quotewright/pricing';
import { fail } from '../domain/errors.ts';
import { adviceOf } from '../domain/price-change-advice.ts';
import { type Quote, type QuoteItem, stateAt } from '../domain/quote.ts';
import type { OpenQuotes } from '../ports/open-quotes.ts';
import type { QuoteStore } from '../ports/quote-store.ts';
import type { KeptPrice, RevisionStore } from '../ports/revision-store.ts';
import { type PriceTodayDeps, priceToday } from './price-today.ts';
import { findQuote } from './read-quote.ts';

export interface PriceChanges {
  readonly quote: Quote;
  /** Milliseconds since the epoch: when the frozen price was made. */
  readonly pricedAt: number;
  /** Whether today's versions give another price, or none. */
  readonly changed: boolean;
  readonly advice: string;
  /** The frozen price before, today's price after. Absent where there is none today. */
  readonly comparison?: PriceComparison;
  /** Why the quote cannot be priced today. */
  readonly unpriceable?: readonly FieldError[];
}

interface ReportDeps extends PriceTodayDeps {
  readonly quotes: QuoteStore;
  readonly revisions: RevisionStore;
  readonly openQuotes: OpenQuotes;
}

/** A page ends with the quote that fills it, so that large quotes do not make it as slow as it could be long. */
const MAX_ITEMS_PER_PAGE = 5_000;

/**
 * Would the versions that are active now change the frozen price? Nothing is kept. Throws `QUOTE_NOT_FOUND` and
 * `QUOTE_NOT_PRICED`; a quote that cannot be priced any more is a report like any other.
 */
export const reportPriceChanges = (deps: ReportDeps) => {
  const find = findQuote(deps);
  const report = reportOf(deps);
  return async (tx: Tx, quoteId: string): Promise<PriceChanges> => {
    const quote = await find(tx, quoteId);
    const kept = await deps.revisions.findPriced(tx, quote);
    if (kept === undefined) throw fail('QUOTE_NOT_PRICED', `revision ${quote.revision} has no price`);
    return report(tx, quote, kept, await deps.quotes.items(tx, quote.id));
  };
};

/** The same of all open quotes, oldest first: what a publication means for them. A page may be short of its limit. */
export const listPriceChanges = (deps: ReportDeps) => {
  const report = reportOf(deps);
  return async (tx: Tx, reach: Reach, page: PageRequest): Promise<Page<PriceChanges>> => {
    const { quotes, more } = await deps.openQuotes.page(tx, reach, page);
    const reports: PriceChanges[] = [];
    let count = 0;
    for (const [index, { quote, cursor }] of quotes.entries()) {
      const kept = await deps.revisions.findPriced(tx, quote);
      if (kept === undefined) throw new Error(`quote ${quote.id} is ${quote.state} without a price`);
      const items = await deps.quotes.items(tx, quote.id);
      reports.push(await report(tx, quote, kept, items));
      count += items.length;
      const isLast = index === quotes.length - 1;
      if (isLast ? more : count >= MAX_ITEMS_PER_PAGE) return { items: reports, nextCursor: cursor };
    }
    return { items: reports };
  };
};

const reportOf = (deps: PriceTodayDeps) => {
  const price = priceToday(deps);
  return async (
    tx: Tx,
    quote: Quote,
    { result, pricedAt }: KeptPrice,
    items: readonly QuoteItem[],
  ): Promise<PriceChanges> => {
    const state = stateAt(quote, tx.now);
    try {
      const comparison = comparePrices(result, (await price(tx, quote, items)).priced.result);
      const { changed } = comparison;
      return { quote, pricedAt, changed, advice: adviceOf(state, changed ? 'changed' : 'same'), comparison };
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'unprocessable') throw error;
      const unpriceable = error.details.errors ?? [{ pointer: '', code: error.code, reason: error.message }];
      return { quote, pricedAt, changed: true, advice: adviceOf(state, 'unpriceable'), unpriceable };
    }
  };
};
