import { newUuid } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { Quote } from '../domain/quote.ts';
import { type FrozenPrice, freeze } from '../domain/revision.ts';
import { type CreateQuote, type CreateQuoteDeps, planQuote } from './create-quote.ts';
import { type PriceTodayDeps, priceToday } from './price-today.ts';

type PreviewNewQuoteDeps = CreateQuoteDeps & PriceTodayDeps;

/**
 * What a new quote would cost if it were created and priced now; nothing is kept. Throws as `createQuote`, and `QUOTE_INVALID` where it
 * has no price.
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
    const { priced, configuration } = await price(tx, quote, items);
    return freeze(priced, { pricedAt: tx.now, validUntil: quote.validUntil }, configuration);
  };
};
