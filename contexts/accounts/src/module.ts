import { isUuid } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { ContextModule } from '@quotewright/platform/module';
import type { Tx } from '@quotewright/platform/postgres';
import type { TenancyApi } from '@quotewright/tenancy';
import { pgAccountStore } from './adapters/account-store.pg.ts';
import { pgPartyStore } from './adapters/party-store.pg.ts';
import type { Account, AccountsApi } from './api.ts';
import { closeAccount } from './application/close-account.ts';
import { type CreateAccount, createAccount } from './application/create-account.ts';
import { listAccounts } from './application/list-accounts.ts';
import { readAccount } from './application/read-account.ts';
import { updateAccount } from './application/update-account.ts';
import { accountsErrors } from './domain/errors.ts';
import { accountsMigrations } from './migrations.ts';
import { accountsPermissions } from './permissions.ts';
import { accountRoutes } from './resources/account.resource.ts';

export interface AccountsDeps {
  readonly tenancy: TenancyApi;
}

export interface AccountsModule extends ContextModule {
  readonly api: AccountsApi;
  /** Creates an account in the caller's transaction. */
  createAccount(tx: Tx, actor: Principal, command: CreateAccount): Promise<Account>;
}

export function accountsModule({ tenancy }: AccountsDeps): AccountsModule {
  const stores = { accounts: pgAccountStore, parties: pgPartyStore };
  const create = createAccount({ ...stores, tenancy });
  return {
    name: 'accounts',
    migrations: accountsMigrations,
    errors: accountsErrors,
    permissions: accountsPermissions,
    jobs: [],
    routes: accountRoutes({
      list: listAccounts(stores),
      read: readAccount(stores),
      create,
      update: updateAccount(stores),
      close: closeAccount(stores),
    }),
    api: {
      findAccount: async (tx, id) => (isUuid(id) ? stores.accounts.find(tx, id) : undefined),
    },
    createAccount: create,
  };
}
