import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { PricingApi } from '@quotewright/pricing';
import type { Quote } from '../domain/quote.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type MoveQuoteDeps, moveQuote } from './move-quote.ts';

export interface CancelQuote extends QuoteChange {
  readonly reason?: string;
}

interface CancelQuoteDeps extends MoveQuoteDeps {
  readonly pricing: Pick<PricingApi, 'releasePromotions'>;
}

/**
 * Nobody goes on with it. An accepted quote is cancelled with a reason only (`QUOTE_REASON_REQUIRED`), and gives back
 * what it has taken of promotions.
 */
export const cancelQuote = (deps: CancelQuoteDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  return async (tx: Tx, actor: Principal, command: CancelQuote): Promise<Quote> => {
    const { reason } = command;
    const quote = await lock(tx, command);
    const cancelled = await move(tx, actor, quote, {
      command: 'cancel',
      ...(reason !== undefined && { reason }),
    });
    if (quote.state === 'accepted') {
      await deps.pricing.releasePromotions(tx, { quoteId: quote.id, revision: quote.revision });
    }
    return cancelled;
  };
};
