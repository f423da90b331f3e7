import type { Account, AccountsApi } from '@quotewright/accounts';
import type { Tx } from '@quotewright/platform/postgres';
import { invalid } from '../domain/errors.ts';

const pointer = '/accountId';

export const unknownAccount = () =>
  invalid([{ pointer, code: 'ACCOUNT_UNKNOWN', reason: 'there is no such account' }]);

/** The account a new quote is for. Throws `QUOTE_INVALID` when there is none or it is closed. */
export async function activeAccount(accounts: AccountsApi, tx: Tx, id: string): Promise<Account> {
  const account = await accounts.findAccount(tx, id);
  if (account === undefined) throw unknownAccount();
  if (account.state !== 'active') {
    throw invalid([{ pointer, code: 'ACCOUNT_CLOSED', reason: `the account is ${account.state}` }]);
  }
  return account;
}
