import { DomainError } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { PricedQuote, PricingApi } from '@quotewright/pricing';
import { fail } from '../domain/errors.ts';
import type { Quote, QuoteItem } from '../domain/quote.ts';
import { freeze } from '../domain/revision.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type Move, type MoveQuoteDeps, moveQuote, requireTransition } from './move-quote.ts';

interface PriceQuoteDeps extends MoveQuoteDeps {
  readonly pricing: Pick<PricingApi, 'price'>;
}

/**
 * Prices from the versions that are active now, freezes them and the result, and only then moves the quote.
 * Called again it is the explicit reprice: nothing else ever takes newer versions.
 */
export const priceQuote = (deps: PriceQuoteDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  return async (tx: Tx, actor: Principal, command: QuoteChange): Promise<Quote> => {
    const quote = await lock(tx, command);
    const items = await deps.quotes.items(tx, quote.id);
    const step: Move = { command: 'price', facts: { itemCount: items.length } };
    requireTransition(tx, quote, step);
    const priced = await priceItems(deps.pricing, tx, quote, items);
    const frozen = freeze(priced, { pricedAt: tx.now, validUntil: quote.validUntil });
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

async function priceItems(
  pricing: PriceQuoteDeps['pricing'],
  tx: Tx,
  { accountId, currency, market, channel }: Quote,
  items: readonly QuoteItem[],
): Promise<PricedQuote> {
  try {
    return await pricing.price(tx, { accountId, currency, market, channel, lines: items });
  } catch (error) {
    throw error instanceof DomainError ? inWordsOfTheQuote(error) : error;
  }
}

/** Pricing speaks of the lines of its request; the caller knows them as the items of the quote. */
function inWordsOfTheQuote(error: DomainError): DomainError {
  const { errors } = error.details;
  if (errors === undefined) return error;
  const placed = errors.map((place) => ({
    ...place,
    pointer: place.pointer.replace(/^\/lines(?=\/|$)/, '/items'),
  }));
  const [first] = placed;
  return fail(
    'QUOTE_INVALID',
    `${first?.pointer ?? ''}: ${first?.reason ?? error.message}`,
    { errors: placed },
    error,
  );
}
