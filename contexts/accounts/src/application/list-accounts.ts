import type { Page } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { AccountRecord } from '../domain/account.ts';
import type { AccountQuery, AccountStore } from '../ports/account-store.ts';

/** Without the people and places: a list is for finding an account. */
export const listAccounts =
  (deps: { readonly accounts: AccountStore }) =>
  (tx: Tx, query: AccountQuery): Promise<Page<AccountRecord>> =>
    deps.accounts.list(tx, query);
