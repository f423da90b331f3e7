import { isUuid } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { AccountDetail } from '../domain/account.ts';
import { unknownAccount } from '../domain/errors.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { PartyStore } from '../ports/party-store.ts';

interface ReadAccountDeps {
  readonly accounts: AccountStore;
  readonly parties: PartyStore;
}

/** The account with the people and places behind it. Throws `ACCOUNT_UNKNOWN`. */
export const readAccount =
  (deps: ReadAccountDeps) =>
  async (tx: Tx, id: string): Promise<AccountDetail> => {
    const account = isUuid(id) ? await deps.accounts.find(tx, id) : undefined;
    if (account === undefined) throw unknownAccount();
    return { ...account, ...(await deps.parties.find(tx, id)) };
  };
