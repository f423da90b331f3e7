import { appendAudit } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import { appendEvents, eventOf } from '@quotewright/platform/messaging';
import type { Tx } from '@quotewright/platform/postgres';
import type { AccountRecord } from '../domain/account.ts';
import { accountChanged } from '../domain/events.ts';

export interface AccountDeed {
  readonly action: 'account.create' | 'account.update' | 'account.close';
  readonly account: AccountRecord;
  /** Names of the members that changed. */
  readonly changed: readonly string[];
}

/**
 * Audit and event of one change: both outlive an erasure, so that they name members and hold no values, besides the subject of the
 * colleague who owns the account: it decides who hears of it.
 */
export async function recordAccountChange(tx: Tx, actor: Principal, deed: AccountDeed): Promise<void> {
  const { action, account, changed } = deed;
  await appendAudit(tx, {
    actor,
    action,
    entity: { type: 'account', id: account.id },
    detail: { version: account.version, changed },
  });
  const { id: accountId, version, state, owner } = account;
  await appendEvents(tx, [
    eventOf(accountChanged, accountId, { accountId, version, state, owner, changed: [...changed] }),
  ]);
}
