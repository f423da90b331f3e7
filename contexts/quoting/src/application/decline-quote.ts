import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { Quote } from '../domain/quote.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type MoveQuoteDeps, moveQuote } from './move-quote.ts';

export interface DeclineQuote extends QuoteChange {
  readonly reason?: string;
}

/** An approver sends the quote back to be worked on. The reason is the comment. */
export const declineQuote = (deps: MoveQuoteDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  return async (tx: Tx, actor: Principal, command: DeclineQuote): Promise<Quote> => {
    const { reason } = command;
    const quote = await lock(tx, command);
    return move(tx, actor, quote, { command: 'decline', ...(reason !== undefined && { reason }) });
  };
};
