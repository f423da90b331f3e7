import type { AccountsApi } from '@quotewright/accounts';
import { newUuid } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { TenancyApi } from '@quotewright/tenancy';
import { invalid } from '../domain/errors.ts';
import { canonicalCodes, defaultValidity, type Quote } from '../domain/quote.ts';
import { placed, type RequestedItem } from '../domain/requested-items.ts';
import { activeAccount } from './active-account.ts';
import { type CheckItemsDeps, checkItems, requireRoom } from './check-items.ts';
import { type Opening, type OpenQuoteDeps, openQuote } from './open-quote.ts';

export interface CreateQuote {
  readonly accountId: string;
  readonly name?: string;
  readonly owner?: string;
  readonly currency?: string;
  readonly market?: string;
  readonly channel?: string;
  readonly partner?: string;
  readonly place?: string;
  readonly promotionCodes?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly validUntil?: number;
  readonly items: readonly RequestedItem[];
}

export interface CreateQuoteDeps extends CheckItemsDeps {
  readonly tenancy: Pick<TenancyApi, 'tenantConfig'>;
  readonly accounts: AccountsApi;
}

/** A new draft. What is not said comes from the account and the tenant's configuration. Throws `QUOTE_INVALID`, `QUOTE_TOO_LARGE`. */
export const createQuote = (deps: CreateQuoteDeps & OpenQuoteDeps) => {
  const plan = planQuote(deps);
  const open = openQuote(deps);
  return async (tx: Tx, actor: Principal, command: CreateQuote): Promise<Quote> =>
    open(tx, actor, await plan(tx, actor, command));
};

/** What a new quote would start with; writes nothing. Throws as `createQuote`. */
export const planQuote = (deps: CreateQuoteDeps) => {
  const check = checkItems(deps);
  return async (tx: Tx, actor: Principal, command: CreateQuote): Promise<Opening> => {
    const account = await activeAccount(deps.accounts, tx, command.accountId);
    const config = await deps.tenancy.tenantConfig(tx);
    const validUntil = command.validUntil ?? defaultValidity(tx.now, config.quoteValidityDays);
    requireFuture(tx, validUntil);
    const items = command.items.flatMap((item, index) => placed(item, `/items/${index}`, newUuid));
    requireRoom(items.length);
    await check(tx, items);
    return {
      accountId: account.id,
      name: command.name ?? null,
      owner: command.owner ?? actor.subject,
      currency: command.currency ?? config.defaultCurrency,
      market: command.market ?? account.market,
      channel: command.channel ?? config.defaultChannel,
      partner: command.partner ?? null,
      place: command.place ?? null,
      promotionCodes: canonicalCodes(command.promotionCodes ?? []),
      validUntil,
      clonedFrom: null,
      items: items.map(({ item }) => item),
    };
  };
};

/** An offer that is over before it is made helps nobody. */
export function requireFuture(tx: Tx, validUntil: number): void {
  if (validUntil > tx.now) return;
  throw invalid([{ pointer: '/validUntil', code: 'VALIDITY_PASSED', reason: 'must be in the future' }]);
}
