import { timestamp } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { AccountDetail, AccountRecord } from '../domain/account.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { PartyStore } from '../ports/party-store.ts';
import { type AccountAim, lockOpenAccount } from './lock-open-account.ts';
import { recordAccountChange } from './record-account-change.ts';

interface CloseAccountDeps {
  readonly accounts: AccountStore;
  readonly parties: PartyStore;
}

/** Final: nothing new is sold to a closed account. What was sold stays, and keeps referring to it. */
export const closeAccount = (deps: CloseAccountDeps) => {
  const lock = lockOpenAccount(deps);
  return async (tx: Tx, actor: Principal, aim: AccountAim): Promise<AccountDetail> => {
    const account = await lock(tx, aim);
    const closed: AccountRecord = {
      ...account,
      state: 'closed',
      version: account.version + 1,
      updatedAt: timestamp(tx.now),
    };
    await deps.accounts.update(tx, closed);
    await recordAccountChange(tx, actor, { action: 'account.close', account: closed, changed: ['state'] });
    return { ...closed, ...(await deps.parties.find(tx, closed.id)) };
  };
};
