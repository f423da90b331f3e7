import { type DomainError, newUuid } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { fail, invalid } from '../domain/errors.ts';
import type { Quote } from '../domain/quote.ts';
import { placed, type RequestedItem } from '../domain/requested-items.ts';
import { type FrozenPrice, freeze } from '../domain/revision.ts';
import { type CreateQuote, type CreateQuoteDeps, planQuote } from './create-quote.ts';
import { type PriceTodayDeps, priceToday } from './price-today.ts';
import { askPricing } from './quote-words.ts';

type PreviewNewQuoteDeps = CreateQuoteDeps & PriceTodayDeps;

/**
 * What a new quote would cost if it were created and priced now; nothing is kept. Throws as `createQuote`, and `QUOTE_INVALID` where it
 * has no price, with places in the items of the command.
 */
export const previewNewQuote = (deps: PreviewNewQuoteDeps) => {
  const plan = planQuote(deps);
  const price = priceToday(deps);
  return async (tx: Tx, actor: Principal, command: CreateQuote): Promise<FrozenPrice> => {
    const { items, ...opening } = await plan(tx, actor, command);
    // It gets its number when it is created.
    const quote: Quote = {
      ...opening,
      id: newUuid(),
      number: '',
      state: 'draft',
      revision: 1,
      version: 1,
      orderId: null,
      createdAt: tx.now,
      updatedAt: tx.now,
    };
    const { priced, configuration } = await askPricing(
      () => price(tx, quote, items),
      (error) => asCommanded(error, command.items),
    );
    return freeze(priced, { pricedAt: tx.now, validUntil: quote.validUntil }, configuration);
  };
};

/** The quote would show its items in one row; the command has what is part of an item inside it. */
function asCommanded(error: DomainError, requested: readonly RequestedItem[]): DomainError {
  const { errors } = error.details;
  if (errors === undefined || error.code !== 'QUOTE_INVALID') return error;
  const places = requested.flatMap((item, index) => placed(item, `/items/${index}`, newUuid));
  const inCommand = errors.map((fault) => ({
    ...fault,
    pointer: fault.pointer.replace(
      /^\/items\/(\d+)/,
      (whole, row: string) => places[Number(row)]?.pointer ?? whole,
    ),
  }));
  const { message } = invalid(inCommand);
  return fail('QUOTE_INVALID', message, { ...error.details, errors: inCommand }, error);
}
