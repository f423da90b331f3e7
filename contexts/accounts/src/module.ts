import { isUuid } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { ContextModule } from '@quotewright/platform/module';
import type { Tx } from '@quotewright/platform/postgres';
import type { TenancyApi } from '@quotewright/tenancy';
import { pgAccountStore } from './adapters/account-store.pg.ts';
import { pgPartyStore } from './adapters/party-store.pg.ts';
import type { Account, AccountsApi } from './api.ts';
import { accountInReach } from './application/account-in-reach.ts';
import { closeAccount } from './application/close-account.ts';
import { type CreateAccount, createAccount } from './application/create-account.ts';
import { listAccounts } from './application/list-accounts.ts';
import { readAccount } from './application/read-account.ts';
import { updateAccount } from './application/update-account.ts';
import { accountsErrors } from './domain/errors.ts';
import { accountEvents } from './domain/events.ts';
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
  /** Finds accounts, a page at a time. */
  readonly listAccounts: ReturnType<typeof listAccounts>;
}

export function accountsModule({ tenancy }: AccountsDeps): AccountsModule {
  const stores = { accounts: pgAccountStore, parties: pgPartyStore };
  const create = createAccount({ ...stores, tenancy });
  const list = listAccounts(stores);
  return {
    name: 'accounts',
    migrations: accountsMigrations,
    errors: accountsErrors,
    events: accountEvents,
    permissions: accountsPermissions,
    jobs: [],
    routes: accountRoutes({
      inReach: accountInReach(stores),
      list,
      read: readAccount(stores),
      create,
      update: updateAccount(stores),
      close: closeAccount(stores),
    }),
    api: {
      findAccount: async (tx, id) => (isUuid(id) ? stores.accounts.find(tx, id) : undefined),
      async findAddresses(tx, id) {
        if (!isUuid(id)) return {};
        const { billingAddress: billing, deliveryAddress: delivery } = await stores.parties.find(tx, id);
        return { ...(billing !== undefined && { billing }), ...(delivery !== undefined && { delivery }) };
      },
    },
    createAccount: create,
    listAccounts: list,
  };
}
