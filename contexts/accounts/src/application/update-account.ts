import { timestamp } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { type AccountChange, type AccountDetail, changedMembers, withChange } from '../domain/account.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { PartyStore } from '../ports/party-store.ts';
import { type AccountAim, lockOpenAccount } from './lock-open-account.ts';
import { recordAccountChange } from './record-account-change.ts';

export interface UpdateAccount extends AccountAim {
  readonly change: AccountChange;
}

interface UpdateAccountDeps {
  readonly accounts: AccountStore;
  readonly parties: PartyStore;
}

/** A change that changes nothing leaves the version as it is. */
export const updateAccount = (deps: UpdateAccountDeps) => {
  const lock = lockOpenAccount(deps);
  return async (tx: Tx, actor: Principal, { change, ...aim }: UpdateAccount): Promise<AccountDetail> => {
    const account = await lock(tx, aim);
    const before: AccountDetail = { ...account, ...(await deps.parties.find(tx, account.id)) };
    const after = withChange(before, change);
    const changed = changedMembers(before, after);
    if (changed.length === 0) return before;
    const next: AccountDetail = { ...after, version: before.version + 1, updatedAt: timestamp(tx.now) };
    await deps.accounts.update(tx, next);
    await deps.parties.replace(tx, next.id, next);
    await recordAccountChange(tx, actor, { action: 'account.update', account: next, changed });
    return next;
  };
};
