import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { canonicalItem, type ItemContent } from '../domain/canonical-item.ts';
import { fail } from '../domain/errors.ts';
import type { Quote } from '../domain/quote.ts';
import { type CheckItemsDeps, checkItems } from './check-items.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type MoveQuoteDeps, moveQuote } from './move-quote.ts';

export interface ChangeItem extends QuoteChange {
  readonly itemId: string;
  /**
   * Only what is named changes, each member as a whole; `null` removes it. Offering and parent stay: another one is
   * another item.
   */
  readonly changes: Partial<Omit<ItemContent, 'offeringId' | 'parentId'>>;
}

/** Throws `QUOTE_ITEM_NOT_FOUND`, `QUOTE_INVALID` with places in the changes. */
export const changeItem = (deps: MoveQuoteDeps & CheckItemsDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  const check = checkItems(deps);
  return async (tx: Tx, actor: Principal, command: ChangeItem): Promise<Quote> => {
    const { itemId, changes } = command;
    const locked = await lock(tx, command);
    const current = await deps.quotes.findItem(tx, locked.id, itemId);
    if (current === undefined) throw fail('QUOTE_ITEM_NOT_FOUND', 'the quote has no such item');
    const item = canonicalItem(current.id, { ...current, ...changes });
    const detail = { changed: item.id, members: Object.keys(changes).sort(), quantity: item.quantity };
    const quote = await move(tx, actor, locked, { command: 'edit', detail });
    await check(tx, [{ item, pointer: '' }]);
    await deps.quotes.updateItem(tx, quote.id, item);
    return quote;
  };
};
