import { isUuid } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { AccountRecord } from '../domain/account.ts';
import { fail, unknownAccount } from '../domain/errors.ts';
import type { AccountStore } from '../ports/account-store.ts';

export interface AccountAim {
  readonly accountId: string;
  /** The version the caller has read; absent, whatever is current is meant. */
  readonly expectedVersion: string | undefined;
}

/**
 * The account a command is about, held until the transaction ends.
 * Throws `ACCOUNT_UNKNOWN`, `ACCOUNT_VERSION_MISMATCH`, `ACCOUNT_CLOSED`.
 */
export const lockOpenAccount =
  (deps: { readonly accounts: AccountStore }) =>
  async (tx: Tx, { accountId, expectedVersion }: AccountAim): Promise<AccountRecord> => {
    const account = isUuid(accountId) ? await deps.accounts.lock(tx, accountId) : undefined;
    if (account === undefined) throw unknownAccount();
    if (expectedVersion !== undefined && expectedVersion !== String(account.version)) {
      throw fail(
        'ACCOUNT_VERSION_MISMATCH',
        `the current version is "${account.version}": read the account again`,
        {
          currentVersion: account.version,
        },
      );
    }
    if (account.state === 'closed') throw fail('ACCOUNT_CLOSED', 'the account is closed');
    return account;
  };
