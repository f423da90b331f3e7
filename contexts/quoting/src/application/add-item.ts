import { newUuid } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { depthOf } from '../domain/bundle.ts';
import { invalid } from '../domain/errors.ts';
import { MAX_NESTING, type Quote, type QuoteItem } from '../domain/quote.ts';
import { levelsBelow, placed, type RequestedItem } from '../domain/requested-items.ts';
import type { QuoteStore } from '../ports/quote-store.ts';
import { type CheckItemsDeps, checkItems, requireRoom } from './check-items.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type MoveQuoteDeps, moveQuote } from './move-quote.ts';

export interface AddItem extends QuoteChange {
  /** With all that is part of it. Its `parentId` is an item of the quote. */
  readonly item: RequestedItem;
}

/** Throws `QUOTE_INVALID` with places in the item, `QUOTE_TOO_LARGE`. */
export const addItem = (deps: MoveQuoteDeps & CheckItemsDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  const check = checkItems(deps);
  return async (tx: Tx, actor: Principal, command: AddItem): Promise<{ quote: Quote; item: QuoteItem }> => {
    const locked = await lock(tx, command);
    const added = placed(command.item, '', newUuid);
    const items = added.map(({ item }) => item);
    const [item] = items as [QuoteItem];
    const { id, parentId = null, offeringId, quantity } = item;
    const detail = { added: id, parentId, offeringId, quantity, items: items.length };
    const quote = await move(tx, actor, locked, { command: 'edit', detail });
    await requireParent(deps.quotes, tx, quote, command.item);
    await check(tx, added);
    requireRoom((await deps.quotes.countItems(tx, quote.id)) + items.length);
    await deps.quotes.addItems(tx, quote.id, items);
    return { quote, item };
  };
};

/** That the bundle is there, and what is added to it does not lie too deep. */
async function requireParent(
  quotes: QuoteStore,
  tx: Tx,
  quote: Quote,
  requested: RequestedItem,
): Promise<void> {
  const { parentId } = requested;
  if (parentId === undefined) return;
  const pointer = '/parentId';
  const items = await quotes.items(tx, quote.id);
  if (!items.some(({ id }) => id === parentId)) {
    throw invalid([{ pointer, code: 'PARENT_UNKNOWN', reason: 'the quote has no such item' }]);
  }
  if (depthOf(items, parentId) + 1 + levelsBelow(requested) > MAX_NESTING) {
    const reason = `items lie at most ${MAX_NESTING} levels below one that is part of nothing`;
    throw invalid([{ pointer, code: 'NESTING_TOO_DEEP', reason }]);
  }
}
