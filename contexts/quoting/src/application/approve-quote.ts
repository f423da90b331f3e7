import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { Quote } from '../domain/quote.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type MoveQuoteDeps, moveQuote } from './move-quote.ts';

export interface ApproveQuote extends QuoteChange {
  readonly reason?: string;
}

/** An approver agrees: the revision is sealed. The reason is the comment. */
export const approveQuote = (deps: MoveQuoteDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  return async (tx: Tx, actor: Principal, command: ApproveQuote): Promise<Quote> => {
    const { reason } = command;
    const quote = await lock(tx, command);
    return move(tx, actor, quote, { command: 'approve', ...(reason !== undefined && { reason }) });
  };
};
