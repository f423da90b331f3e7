import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { Quote } from '../domain/quote.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type MoveQuoteDeps, moveQuote } from './move-quote.ts';

/** The customer has it. */
export const presentQuote = (deps: MoveQuoteDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  return async (tx: Tx, actor: Principal, command: QuoteChange): Promise<Quote> => {
    const quote = await lock(tx, command);
    return move(tx, actor, quote, { command: 'present' });
  };
};
