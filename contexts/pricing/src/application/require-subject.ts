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
  throw fail('CONTRACT_ACCOUNT_UNKNOWN', `there is no account "${subject.slice(0, 100)}"`);
}
