import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { Quote } from '../domain/quote.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type MoveQuoteDeps, moveQuote } from './move-quote.ts';

export interface RemoveItem extends QuoteChange {
  readonly itemId: string;
}

/** Throws `QUOTE_ITEM_NOT_FOUND`. */
export const removeItem = (deps: MoveQuoteDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  return async (tx: Tx, actor: Principal, command: RemoveItem): Promise<Quote> => {
    const locked = await lock(tx, command);
    const item = await deps.quotes.findItem(tx, locked.id, command.itemId);
    if (item === undefined) throw fail('QUOTE_ITEM_NOT_FOUND', 'the quote has no such item');
    const detail = { removed: item.id, offeringId: item.offeringId, quantity: item.quantity };
    const quote = await move(tx, actor, locked, { command: 'edit', detail });
    await deps.quotes.removeItem(tx, quote.id, item.id);
    return quote;
  };
};
