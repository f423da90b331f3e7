import { newUuid, randomHex, sha256 } from '@quotewright/kernel';
import { appendAudit } from '../audit/index.ts';
import type { Principal } from '../auth/principal.ts';
import { tokenEnd } from '../auth/token-end.ts';
import type { Tx } from '../postgres/tx.ts';
import { csrfToken } from './csrf.ts';
import { type OpenSession, sessionOf } from './session-authenticator.ts';
import type { SessionCookie } from './session-cookie.ts';
import { fail } from './session-errors.ts';
import { deleteOfSubject, deleteSession, insertSession, keepNewest } from './session-store.ts';

/** A working day: then one signs in again. */
const LONGEST_MS = 8 * 3_600_000;
/** 256 bits. */
const SECRET_BYTES = 32;
/** Browsers of one person; one more ends the oldest. */
const MOST_OF_ONE = 20;

const entity = (id: string) => ({ type: 'session', id });

/** A session for whoever came with a token; never for one who came with a session, or it would not end. */
export async function openSession(
  tx: Tx,
  principal: Principal,
): Promise<OpenSession & { readonly cookie: SessionCookie }> {
  if (sessionOf(principal) !== undefined) {
    throw fail('SESSION_NEEDS_TOKEN', 'send the token of your issuer as "Authorization: Bearer <token>"');
  }
  const expiresAt = Math.min(tx.now + LONGEST_MS, tokenEnd(principal) ?? Number.POSITIVE_INFINITY);
  // The issuer's clock may be a little behind ours, so that its token is still believed.
  if (expiresAt <= tx.now) throw fail('SESSION_ENDED', 'the token ends at this moment: get a new one');
  const secret = randomHex(SECRET_BYTES);
  const id = newUuid();
  await insertSession(tx, sha256(secret), { id, principal, expiresAt });
  await keepNewest(tx, principal.subject, MOST_OF_ONE);
  await appendAudit(tx, { actor: principal, action: 'session.open', entity: entity(id) });
  return { id, expiresAt, csrfToken: csrfToken(secret), cookie: { tenant: principal.tenant, secret } };
}

/** The session that the caller came with. Throws `SESSION_NOT_FOUND`. */
export function ownSession(principal: Principal): OpenSession {
  const session = sessionOf(principal);
  if (session === undefined) throw fail('SESSION_NOT_FOUND', 'it came with a token');
  return session;
}

export async function closeSession(tx: Tx, principal: Principal): Promise<void> {
  const { id } = ownSession(principal);
  await deleteSession(tx, id);
  await appendAudit(tx, { actor: principal, action: 'session.close', entity: entity(id) });
}

interface EndSessions {
  readonly subject: string;
  readonly reason: string;
}

/** Ends what a subject of the transaction's tenant has open, with its audit entry; the answer is how many. */
export async function endSessionsOf(
  tx: Tx,
  actor: Principal,
  { subject, reason }: EndSessions,
): Promise<number> {
  const ended = await deleteOfSubject(tx, subject);
  await appendAudit(tx, {
    actor,
    action: 'session.end-all',
    entity: { type: 'user', id: subject },
    reason,
    detail: { ended },
  });
  return ended;
}
