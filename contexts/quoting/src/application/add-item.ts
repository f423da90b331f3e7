import { newUuid } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import { canonicalItem, type RequestedItem } from '../domain/item-checks.ts';
import { MAX_ITEMS, type Quote, type QuoteItem } from '../domain/quote.ts';
import { type CheckItemsDeps, checkItems } from './check-items.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type MoveQuoteDeps, moveQuote } from './move-quote.ts';

export interface AddItem extends QuoteChange {
  readonly item: RequestedItem;
}

/** Throws `QUOTE_INVALID` with places in the item, `QUOTE_TOO_LARGE`. */
export const addItem = (deps: MoveQuoteDeps & CheckItemsDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  const check = checkItems(deps);
  return async (tx: Tx, actor: Principal, command: AddItem): Promise<{ quote: Quote; item: QuoteItem }> => {
    const locked = await lock(tx, command);
    const item = canonicalItem(newUuid(), command.item);
    const detail = { added: item.id, offeringId: item.offeringId, quantity: item.quantity };
    const quote = await move(tx, actor, locked, { command: 'edit', detail });
    await check(tx, [{ item, pointer: '' }]);
    if ((await deps.quotes.countItems(tx, quote.id)) >= MAX_ITEMS) {
      throw fail('QUOTE_TOO_LARGE', `a quote has at most ${MAX_ITEMS} items`);
    }
    await deps.quotes.addItems(tx, quote.id, [item]);
    return { quote, item };
  };
};
