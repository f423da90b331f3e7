import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { Quote } from '../domain/quote.ts';
import { freeze } from '../domain/revision.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type Move, type MoveQuoteDeps, moveQuote, requireTransition } from './move-quote.ts';
import { type PriceTodayDeps, priceToday } from './price-today.ts';

type PriceQuoteDeps = MoveQuoteDeps & PriceTodayDeps;

/**
 * Prices from the versions that are active now, freezes them and the result, and only then moves the quote.
 * Called again it is the explicit reprice: nothing else ever takes newer versions. Throws `QUOTE_INVALID` with
 * places in the items as the quote shows them.
 */
export const priceQuote = (deps: PriceQuoteDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  const price = priceToday(deps);
  return async (tx: Tx, actor: Principal, command: QuoteChange): Promise<Quote> => {
    const quote = await lock(tx, command);
    const items = await deps.quotes.items(tx, quote.id);
    const step: Move = { command: 'price', facts: { itemCount: items.length } };
    requireTransition(tx, quote, step);
    const { priced, configuration } = await price(tx, quote, items);
    const terms = { pricedAt: tx.now, validUntil: quote.validUntil };
    const frozen = freeze(priced, terms, configuration);
    await deps.revisions.keepPrice(tx, quote, frozen, priced);
    const { catalogVersion, priceLists, inputHash, priceHash } = frozen.pinned;
    const said = {
      catalogVersion,
      priceLists: priceLists.map((list) => ({ ...list })),
      inputHash,
      priceHash,
    };
    return move(tx, actor, quote, { ...step, detail: said, event: said });
  };
};
