import type { AccountsApi } from '@quotewright/accounts';
import { type Reach, reaches } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { unknownAccount } from './active-account.ts';

/** Throws `QUOTE_INVALID` for an account that the caller does not reach, as for one that is not there. */
export const accountInReach =
  ({ accounts }: { readonly accounts: AccountsApi }) =>
  async (tx: Tx, reach: Reach, id: string): Promise<void> => {
    if (reach === 'all') return;
    const account = await accounts.findAccount(tx, id);
    if (account === undefined || !reaches(reach, account.owner)) throw unknownAccount();
  };
