import { newUuid, timestamp } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { TenancyApi } from '@quotewright/tenancy';
import type { AccountContent, AccountDetail } from '../domain/account.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { PartyStore } from '../ports/party-store.ts';
import { recordAccountChange } from './record-account-change.ts';

export type CreateAccount = Omit<AccountContent, 'market' | 'owner' | 'contacts'> &
  Partial<Pick<AccountContent, 'market' | 'owner' | 'contacts'>>;

interface CreateAccountDeps {
  readonly accounts: AccountStore;
  readonly parties: PartyStore;
  readonly tenancy: TenancyApi;
}

/** The market is the tenant's default and the owner whoever creates the account, where the command names none. */
export const createAccount =
  (deps: CreateAccountDeps) =>
  async (tx: Tx, actor: Principal, command: CreateAccount): Promise<AccountDetail> => {
    const now = timestamp(tx.now);
    const account: AccountDetail = {
      ...command,
      id: newUuid(),
      market: command.market ?? (await deps.tenancy.tenantConfig(tx)).defaultMarket,
      owner: command.owner ?? actor.subject,
      contacts: command.contacts ?? [],
      state: 'active',
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    await deps.accounts.insert(tx, account);
    await deps.parties.replace(tx, account.id, account);
    await recordAccountChange(tx, actor, { action: 'account.create', account, changed: [] });
    return account;
  };
