import { type Reach, reaches } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { RuleSetKey } from '../domain/rule-set.ts';
import type { Accounts } from '../ports/upstream.ts';

export interface KnownSubjectDeps {
  readonly accounts: Accounts;
}

/** Contract prices are of an account that exists. Throws `CONTRACT_ACCOUNT_UNKNOWN`. */
export async function requireSubject(
  { accounts }: KnownSubjectDeps,
  tx: Tx,
  { kind, subject }: RuleSetKey,
): Promise<void> {
  if (kind !== 'contractPrices' || (await accounts.findAccount(tx, subject)) !== undefined) return;
  throw unknownAccount(subject);
}

/** Throws `CONTRACT_ACCOUNT_UNKNOWN` for an account that the caller does not reach, as for one that is not there. */
export const accountsInReach =
  ({ accounts }: KnownSubjectDeps) =>
  async (tx: Tx, reach: Reach, ids: readonly (string | undefined)[]): Promise<void> => {
    if (reach === 'all') return;
    for (const id of new Set(ids)) {
      if (id === undefined) continue;
      const account = await accounts.findAccount(tx, id);
      if (account === undefined || !reaches(reach, account.owner)) throw unknownAccount(id);
    }
  };

const unknownAccount = (id: string) =>
  fail('CONTRACT_ACCOUNT_UNKNOWN', `there is no account "${id.slice(0, 100)}"`);
