import { DomainError } from '@quotewright/kernel';
import type { Answer, Call } from '@quotewright/platform/http';
import type { Database, Tx } from '@quotewright/platform/postgres';
import type { expireQuote } from '../application/expire-quote.ts';
import type { QuoteInReach } from '../application/quote-in-reach.ts';

type QuoteCall = Pick<
  Call<{ readonly quoteId: string }, unknown, unknown>,
  'params' | 'principal' | 'reach' | 'write'
>;

/** Changes a quote that the caller reaches, and sees to it that a refusal by expiry leaves the quote expired. */
export type ChangeQuoteCall = (call: QuoteCall, work: (tx: Tx) => Promise<Answer>) => Promise<Answer>;

/**
 * A refusal rolls back its transaction, and with it the expiry that was found on the way: it is written down
 * by a transaction of its own, so that audit and event do not wait for the timer.
 */
export function expiryOnAccess(
  database: Database,
  expire: ReturnType<typeof expireQuote>,
  inReach: QuoteInReach,
): ChangeQuoteCall {
  return async (call, work) => {
    try {
      return await call.write(async (tx) => {
        await inReach(tx, call.reach, call.params.quoteId);
        return work(tx);
      });
    } catch (error) {
      if (error instanceof DomainError && error.details['from'] === 'expired') {
        await database.withTenant(call.principal.tenant, 'write', (tx) => expire(tx, call.params.quoteId));
      }
      throw error;
    }
  };
}
