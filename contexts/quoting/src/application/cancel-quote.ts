import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { Quote } from '../domain/quote.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type MoveQuoteDeps, moveQuote } from './move-quote.ts';

export interface CancelQuote extends QuoteChange {
  readonly reason?: string;
}

/** Nobody goes on with it. An accepted quote is cancelled with a reason only: `QUOTE_REASON_REQUIRED`. */
export const cancelQuote = (deps: MoveQuoteDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  return async (tx: Tx, actor: Principal, command: CancelQuote): Promise<Quote> => {
    const { reason } = command;
    const quote = await lock(tx, command);
    return move(tx, actor, quote, { command: 'cancel', ...(reason !== undefined && { reason }) });
  };
};
