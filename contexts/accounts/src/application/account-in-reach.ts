import { isUuid } from '@quotewright/kernel';
import { type Reach, reaches } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { unknownAccount } from '../domain/errors.ts';
import type { AccountStore } from '../ports/account-store.ts';

/** Throws `ACCOUNT_UNKNOWN` for what the caller does not reach, as for what is not there. */
export const accountInReach =
  ({ accounts }: { readonly accounts: Pick<AccountStore, 'find'> }) =>
  async (tx: Tx, reach: Reach, id: string): Promise<void> => {
    if (reach === 'all') return;
    const account = isUuid(id) ? await accounts.find(tx, id) : undefined;
    if (account === undefined || !reaches(reach, account.owner)) throw unknownAccount();
  };
