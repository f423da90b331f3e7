import { sql } from 'kysely';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import { expiryOf, type IdempotentRequest, lockNumber } from './idempotent-request.ts';
import type { StoredAnswer } from './stored-answer.ts';

/** What a committed command left: the request it was, and its answer. */
export interface IdempotencyRecord {
  readonly requestHash: string;
  readonly answer: StoredAnswer;
}

interface Tables {
  'platform.idempotency': {
    tenant_id: string;
    principal: string;
    operation: string;
    key: string;
    request_hash: string;
    http_status: number;
    headers: Record<string, string>;
    body: Buffer | null;
    expires_at: Date;
  };
}

/** Held until the transaction ends, however it ends. Never waits. */
export async function tryLock(tx: Tx, request: IdempotentRequest): Promise<boolean> {
  const taken = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(${lockNumber(request)}::bigint) as locked`.execute(queries(tx));
  return taken.rows[0]?.locked === true;
}

/** By primary key. A row past its retention counts as absent. */
export async function findRecord(tx: Tx, request: IdempotentRequest): Promise<IdempotencyRecord | undefined> {
  const row = await queries<Tables>(tx)
    .selectFrom('platform.idempotency')
    .select(['request_hash', 'http_status', 'headers', 'body'])
    .where('tenant_id', '=', tx.tenant)
    .where('principal', '=', request.principal)
    .where('operation', '=', request.operation)
    .where('key', '=', request.key)
    .where('expires_at', '>', new Date(tx.now))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    requestHash: row.request_hash,
    answer: { status: row.http_status, headers: row.headers, body: row.body },
  };
}

/**
 * Writes the row of a command, replacing one past its retention; false when a living row is in the way.
 * Each new row also removes up to two expired rows of its tenant (index idempotency_expiry), so that the
 * table stays bounded without a timer.
 */
export async function insertRecord(tx: Tx, request: IdempotentRequest, record: IdempotencyRecord) {
  const { answer, requestHash } = record;
  const now = new Date(tx.now);
  const inserted = await sql`
    with expired as (
      select principal, operation, key from platform.idempotency
      where tenant_id = ${tx.tenant} and expires_at <= ${now}
        and (principal, operation, key) <> (${request.principal}, ${request.operation}, ${request.key})
      order by expires_at limit 2 for update skip locked
    ), forgotten as (
      delete from platform.idempotency as kept using expired
      where kept.tenant_id = ${tx.tenant} and kept.principal = expired.principal
        and kept.operation = expired.operation and kept.key = expired.key
    )
    insert into platform.idempotency as kept
      (tenant_id, principal, operation, key, request_hash, http_status, headers, body, effect_ref,
       created_at, expires_at)
    values (${tx.tenant}, ${request.principal}, ${request.operation}, ${request.key}, ${requestHash},
       ${answer.status}, ${JSON.stringify(answer.headers)}, ${answer.body}, ${answer.headers['location'] ?? null},
       ${now}, ${new Date(expiryOf(request, tx.now))})
    on conflict (tenant_id, principal, operation, key) do update set
      request_hash = excluded.request_hash, http_status = excluded.http_status, headers = excluded.headers,
      body = excluded.body, effect_ref = excluded.effect_ref,
      created_at = excluded.created_at, expires_at = excluded.expires_at
    where kept.expires_at <= excluded.created_at
    returning 1`.execute(queries(tx));
  return inserted.rows.length === 1;
}
