import type { TenantId } from '@quotewright/kernel';
import { type ColumnType, sql } from 'kysely';
import type { Principal } from '../auth/principal.ts';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';

const TABLE = 'platform.web_session';

/** The table as it is read; see `sql/000020_web_session.sql`. */
interface SessionTables {
  [TABLE]: {
    tenant_id: TenantId;
    session_hash: string;
    id: string;
    subject: string;
    client_id: string | null;
    roles: ColumnType<string[], string, never>;
    created_at: Date;
    expires_at: Date;
  };
}

export interface StoredSession {
  readonly id: string;
  readonly principal: Principal;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export async function insertSession(tx: Tx, hash: string, session: StoredSession): Promise<void> {
  const { subject, clientId = null, roles } = session.principal;
  await queries<SessionTables>(tx)
    .insertInto(TABLE)
    .values({
      tenant_id: tx.tenant,
      session_hash: hash,
      id: session.id,
      subject,
      client_id: clientId,
      roles: JSON.stringify(roles),
      created_at: new Date(tx.now),
      expires_at: new Date(session.expiresAt),
    })
    .execute();
}

/** The living session of this hash. */
export async function findSession(tx: Tx, hash: string): Promise<StoredSession | undefined> {
  const row = await queries<SessionTables>(tx)
    .selectFrom(TABLE)
    .selectAll()
    .where('tenant_id', '=', tx.tenant)
    .where('session_hash', '=', hash)
    .where('expires_at', '>', new Date(tx.now))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { id, subject, roles, client_id: clientId, expires_at: expiresAt } = row;
  const principal = { tenant: tx.tenant, subject, roles, ...(clientId !== null && { clientId }) };
  return { id, principal, expiresAt: expiresAt.getTime() };
}

export async function deleteSession(tx: Tx, id: string): Promise<void> {
  await queries<SessionTables>(tx)
    .deleteFrom(TABLE)
    .where('tenant_id', '=', tx.tenant)
    .where('id', '=', id)
    .execute();
}

/** How many living sessions a subject has. */
export async function countOfSubject(tx: Tx, subject: string): Promise<number> {
  const { open } = await queries<SessionTables>(tx)
    .selectFrom(TABLE)
    .select(({ fn }) => fn.countAll<string>().as('open'))
    .where('tenant_id', '=', tx.tenant)
    .where('subject', '=', subject)
    .where('expires_at', '>', new Date(tx.now))
    .executeTakeFirstOrThrow();
  return Number(open);
}

/** Ends all sessions of a subject; the answer is how many of them were alive. */
export async function deleteOfSubject(tx: Tx, subject: string): Promise<number> {
  const deleted = await queries<SessionTables>(tx)
    .deleteFrom(TABLE)
    .where('tenant_id', '=', tx.tenant)
    .where('subject', '=', subject)
    .returning('expires_at')
    .execute();
  return deleted.filter(({ expires_at: expiresAt }) => expiresAt.getTime() > tx.now).length;
}

/** Ends the oldest sessions of a subject, so that `most` are left. Others of the subject wait until the transaction has ended. */
export async function keepNewest(tx: Tx, subject: string, most: number): Promise<void> {
  const lock = `sessions/${tx.tenant}/${subject}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(queries(tx));
  await sql`
    delete from platform.web_session
    where tenant_id = ${tx.tenant} and session_hash in (
      select session_hash from platform.web_session
      where tenant_id = ${tx.tenant} and subject = ${subject}
      order by created_at desc, id desc offset ${most}
    )`.execute(queries(tx));
}

/** Removes up to `limit` sessions that have ended; the answer is how many. */
export async function deleteEnded(tx: Tx, limit: number): Promise<number> {
  const deleted = await sql`
    with ended as (
      select session_hash from platform.web_session
      where tenant_id = ${tx.tenant} and expires_at <= ${new Date(tx.now)}
      order by expires_at limit ${limit} for update skip locked
    )
    delete from platform.web_session as kept using ended
    where kept.tenant_id = ${tx.tenant} and kept.session_hash = ended.session_hash
    returning 1`.execute(queries(tx));
  return deleted.rows.length;
}
