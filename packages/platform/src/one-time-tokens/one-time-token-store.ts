import type { TenantId } from '@quotewright/kernel';
import { sql } from 'kysely';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import type { OneTimeUse } from './one-time-tokens.ts';

const TABLE = 'platform.one_time_token';

/** The table as it is read; see `sql/000019_one_time_token.sql`. */
interface TokenTables {
  [TABLE]: {
    tenant_id: TenantId;
    token_hash: string;
    id: string;
    subject: string;
    client_id: string | null;
    action: string;
    input_hash: string;
    created_at: Date;
    expires_at: Date;
    used_at: Date | null;
  };
}

interface NewToken extends OneTimeUse {
  readonly id: string;
  readonly hash: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export async function insertToken(tx: Tx, token: NewToken): Promise<void> {
  const { subject, clientId = null } = token.principal;
  await queries<TokenTables>(tx)
    .insertInto(TABLE)
    .values({
      tenant_id: tx.tenant,
      token_hash: token.hash,
      id: token.id,
      subject,
      client_id: clientId,
      action: token.action,
      input_hash: token.inputHash,
      created_at: new Date(tx.now),
      expires_at: new Date(token.expiresAt),
      used_at: null,
    })
    .execute();
}

/** Of two at once the second waits for the first here, and then finds the token used. */
export async function markUsed(tx: Tx, use: OneTimeUse, hash: string): Promise<string | undefined> {
  const { subject, clientId = null } = use.principal;
  const now = new Date(tx.now);
  const used = await queries<TokenTables>(tx)
    .updateTable(TABLE)
    .set({ used_at: now })
    .where('tenant_id', '=', tx.tenant)
    .where('token_hash', '=', hash)
    .where('subject', '=', subject)
    .where('client_id', 'is not distinct from', clientId)
    .where('action', '=', use.action)
    .where('input_hash', '=', use.inputHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('id')
    .executeTakeFirst();
  return used?.id;
}

/** Removes up to `limit` tokens that ended before `before` (milliseconds since the epoch); the answer is how many. */
export async function deleteTokens(tx: Tx, before: number, limit: number): Promise<number> {
  const deleted = await sql`
    with old as (
      select token_hash from platform.one_time_token
      where tenant_id = ${tx.tenant} and expires_at <= ${new Date(before)}
      order by expires_at limit ${limit} for update skip locked
    )
    delete from platform.one_time_token as kept using old
    where kept.tenant_id = ${tx.tenant} and kept.token_hash = old.token_hash
    returning 1`.execute(queries(tx));
  return deleted.rows.length;
}
