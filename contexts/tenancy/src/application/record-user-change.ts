import { appendAudit } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import { appendEvents, eventOf } from '@quotewright/platform/messaging';
import type { Tx } from '@quotewright/platform/postgres';
import { userChanged } from '../domain/events.ts';
import type { User } from '../domain/user.ts';

/** Audit and event of one change. The name stays out of both: neither can be erased. */
export async function recordUserChange(tx: Tx, actor: Principal, action: string, user: User): Promise<void> {
  await appendAudit(tx, {
    actor,
    action,
    entity: { type: 'user', id: user.subject },
    detail: {
      version: user.version,
      state: user.state,
      roles: user.roles,
      managerSubject: user.managerSubject ?? null,
    },
  });
  const { subject, state, version } = user;
  await appendEvents(tx, [eventOf(userChanged, subject, { subject, state, version })]);
}
