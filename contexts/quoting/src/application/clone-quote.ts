import type { AccountsApi } from '@quotewright/accounts';
import { newUuid } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { TenancyApi } from '@quotewright/tenancy';
import { copyItems } from '../domain/bundle.ts';
import { fail } from '../domain/errors.ts';
import { defaultValidity, type Quote } from '../domain/quote.ts';
import { activeAccount } from './active-account.ts';
import { type OpenQuoteDeps, openQuote } from './open-quote.ts';

interface CloneQuoteDeps extends OpenQuoteDeps {
  readonly tenancy: Pick<TenancyApi, 'tenantConfig'>;
  readonly accounts: AccountsApi;
}

/**
 * A new draft with the same customer, promotion codes and items, in any state of the original, which stays untouched. Prices
 * are not copied: the clone is priced for its own day.
 */
export const cloneQuote = (deps: CloneQuoteDeps) => {
  const open = openQuote(deps);
  return async (tx: Tx, actor: Principal, quoteId: string): Promise<Quote> => {
    const original = await deps.quotes.find(tx, quoteId);
    if (original === undefined) throw fail('QUOTE_NOT_FOUND', 'there is no such quote');
    await activeAccount(deps.accounts, tx, original.accountId);
    const items = await deps.quotes.items(tx, quoteId);
    const { quoteValidityDays } = await deps.tenancy.tenantConfig(tx);
    const { accountId, name, currency, market, channel, partner, place, promotionCodes } = original;
    return open(tx, actor, {
      accountId,
      name,
      currency,
      market,
      channel,
      partner,
      place,
      promotionCodes,
      owner: actor.subject,
      validUntil: defaultValidity(tx.now, quoteValidityDays),
      clonedFrom: original.id,
      items: copyItems(items, newUuid),
    });
  };
};
