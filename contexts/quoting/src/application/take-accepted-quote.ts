import { timestamp } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { AcceptedQuote, TakeAcceptedQuote } from '../api.ts';
import { fail } from '../domain/errors.ts';
import { freeze } from '../domain/revision.ts';
import { lockQuote } from './lock-quote.ts';
import { type MoveQuoteDeps, requireTransition } from './move-quote.ts';
import { quoteInReach } from './quote-in-reach.ts';
import { type VerifyConfigurationDeps, verifyConfiguration } from './verify-configuration.ts';
import { type VerifyPriceDeps, verifyPrice } from './verify-price.ts';

/** Locks an accepted quote for its conversion and proves its price. Throws `QUOTE_ALREADY_ORDERED` with the order. */
export const takeAcceptedQuote = (deps: MoveQuoteDeps & VerifyPriceDeps & VerifyConfigurationDeps) => {
  const lock = lockQuote(deps);
  const verify = verifyPrice(deps);
  const verifyRules = verifyConfiguration(deps);
  const inReach = quoteInReach(deps);
  return async (tx: Tx, { reach, ...change }: TakeAcceptedQuote): Promise<AcceptedQuote> => {
    await inReach(tx, reach, change.quoteId);
    const quote = await lock(tx, change);
    const { id, number, revision, accountId, owner, currency, orderId, validUntil } = quote;
    if (orderId !== null) {
      throw fail('QUOTE_ALREADY_ORDERED', `quote ${number} has been ordered already`, { orderId });
    }
    requireTransition(tx, quote, { command: 'convert' });
    const proven = await verify(tx, quote);
    const { pricedAt } = proven;
    const configuration = await verifyRules(tx, quote);
    const { items, totals, pinned } = freeze(proven, { pricedAt, validUntil }, configuration);
    const snapshot = { ...pinned, pricedAt: timestamp(pricedAt) };
    return { id, number, revision, accountId, owner, currency, items, totals, snapshot };
  };
};
