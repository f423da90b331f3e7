import type { DomainEvent } from '@quotewright/platform/messaging';
import type { AccountRecord } from './account.ts';

/** Names what changed, never to what: personal data stays where it can be erased. */
export function accountChanged(account: AccountRecord, changed: readonly string[]): DomainEvent {
  return {
    type: 'AccountChanged',
    schemaVersion: 1,
    aggregate: { type: 'account', id: account.id },
    data: { accountId: account.id, version: account.version, state: account.state, changed },
  };
}
