import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { withDescendants } from '../domain/bundle.ts';
import { fail } from '../domain/errors.ts';
import type { Quote } from '../domain/quote.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type MoveQuoteDeps, moveQuote } from './move-quote.ts';

export interface RemoveItem extends QuoteChange {
  readonly itemId: string;
}

/** Removes the item with all that is part of it. Throws `QUOTE_ITEM_NOT_FOUND`. */
export const removeItem = (deps: MoveQuoteDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  return async (tx: Tx, actor: Principal, command: RemoveItem): Promise<Quote> => {
    const locked = await lock(tx, command);
    const items = await deps.quotes.items(tx, locked.id);
    const item = items.find(({ id }) => id === command.itemId);
    if (item === undefined) throw fail('QUOTE_ITEM_NOT_FOUND', 'the quote has no such item');
    const removed = withDescendants(items, item.id);
    const { id, offeringId, quantity } = item;
    const detail = { removed: id, offeringId, quantity, items: removed.length };
    const quote = await move(tx, actor, locked, { command: 'edit', detail });
    await deps.quotes.removeItems(tx, quote.id, removed);
    return quote;
  };
};
