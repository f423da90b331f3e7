import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { TenancyApi } from '@quotewright/tenancy';
import { defaultValidity, type Quote } from '../domain/quote.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type MoveQuoteDeps, moveQuote } from './move-quote.ts';

interface ReviseQuoteDeps extends MoveQuoteDeps {
  readonly tenancy: Pick<TenancyApi, 'tenantConfig'>;
}

/**
 * Opens the next revision as a draft with the same items; the present one stays as it was sealed, and can be
 * read for ever. The new one gets a validity of its own.
 */
export const reviseQuote = (deps: ReviseQuoteDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  return async (tx: Tx, actor: Principal, command: QuoteChange): Promise<Quote> => {
    const quote = await lock(tx, command);
    const { quoteValidityDays } = await deps.tenancy.tenantConfig(tx);
    return move(tx, actor, quote, {
      command: 'revise',
      changes: { validUntil: defaultValidity(tx.now, quoteValidityDays) },
      detail: { revisedFrom: quote.revision },
      event: { revisedFrom: quote.revision },
    });
  };
};
