import type { Tx } from '@quotewright/platform/postgres';
import { isDue, type Quote } from '../domain/quote.ts';
import { lockQuote } from './lock-quote.ts';
import type { MoveQuoteDeps } from './move-quote.ts';

/** Writes down that time has ended the offer, where it has; changes nothing otherwise, however often it runs. */
export const expireQuote = (deps: MoveQuoteDeps) => {
  const lock = lockQuote(deps);
  return async (tx: Tx, quoteId: string): Promise<Quote | undefined> => {
    const seen = await deps.quotes.find(tx, quoteId);
    return seen !== undefined && isDue(seen, tx.now) ? lock(tx, { quoteId }) : seen;
  };
};
