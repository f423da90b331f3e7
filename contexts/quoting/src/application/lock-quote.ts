import { systemPrincipal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import { isDue, type Quote } from '../domain/quote.ts';
import { type MoveQuoteDeps, moveQuote } from './move-quote.ts';

/** A change of one quote, as every command carries it. */
export interface QuoteChange {
  readonly quoteId: string;
  /** The ETag the caller has seen. */
  readonly expectedVersion?: string;
}

/**
 * The quote, locked until the transaction ends, at the version the caller has seen. An offer that time has
 * ended is expired on the way, so that every command meets the state that is true now.
 */
export const lockQuote = (deps: MoveQuoteDeps) => {
  const move = moveQuote(deps);
  return async (tx: Tx, { quoteId, expectedVersion }: QuoteChange): Promise<Quote> => {
    const quote = await deps.quotes.lock(tx, quoteId);
    if (quote === undefined) throw fail('QUOTE_NOT_FOUND', 'there is no such quote');
    if (expectedVersion !== undefined && expectedVersion !== String(quote.version)) {
      throw fail(
        'QUOTE_VERSION_MISMATCH',
        `the quote is at version "${quote.version}": read it and decide again`,
        {
          currentVersion: quote.version,
        },
      );
    }
    if (!isDue(quote, tx.now)) return quote;
    return move(tx, systemPrincipal(tx.tenant, 'quoting'), quote, { command: 'expire' });
  };
};
