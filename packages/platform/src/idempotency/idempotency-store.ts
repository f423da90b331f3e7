import { sql } from 'kysely';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import { expiryOf, type IdempotentRequest, lockNumber, MIN_RETENTION_HOURS } from './idempotent-request.ts';
import type { StoredAnswer } from './stored-answer.ts';

/** What a committed command left: the request it was, and its answer. */
export interface IdempotencyRecord {
  readonly requestHash: string;
  readonly answer: StoredAnswer;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** What follows the tenant in the primary key. */
export type CommandPlace = Pick<IdempotentRequest, 'principal' | 'operation' | 'key'>;

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
    created_at: Date;
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
    .select(['request_hash', 'http_status', 'headers', 'body', 'created_at'])
    .where('tenant_id', '=', tx.tenant)
    .where('principal', '=', request.principal)
    .where('operation', '=', request.operation)
    .where('key', '=', request.key)
    .where('expires_at', '>', new Date(tx.now))
    .executeTakeFirst();
  return row && recordOf(row, row.body);
}

function recordOf(
  row: Pick<Tables['platform.idempotency'], 'request_hash' | 'http_status' | 'headers' | 'created_at'>,
  body: Buffer | null,
): IdempotencyRecord {
  return {
    requestHash: row.request_hash,
    answer: { status: row.http_status, headers: row.headers, body },
    createdAt: row.created_at.getTime(),
  };
}

/** The tenant's living rows in the order of their keys, above `after`; their bodies are not read and are null. */
export async function listRecords(
  tx: Tx,
  after: CommandPlace | undefined,
  limit: number,
): Promise<readonly { readonly request: IdempotentRequest; readonly record: IdempotencyRecord }[]> {
  const rows = await queries<Tables>(tx)
    .selectFrom('platform.idempotency')
    .select(['principal', 'operation', 'key', 'request_hash', 'http_status', 'headers', 'created_at'])
    .where('tenant_id', '=', tx.tenant)
    .where('expires_at', '>', new Date(tx.now))
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(principal, operation, key) > (${after?.principal}, ${after?.operation}, ${after?.key})`,
      ),
    )
    .orderBy('principal')
    .orderBy('operation')
    .orderBy('key')
    .limit(limit)
    .execute();
  return rows.map(({ principal, operation, key, ...row }) => ({
    request: { tenant: tx.tenant, principal, operation, key, requestHash: row.request_hash },
    record: recordOf(row, null),
  }));
}

/** Deletes up to `limit` rows of the tenant that are past their retention, and no row of the last 24 hours. How many it were. */
export async function deleteExpired(tx: Tx, limit: number): Promise<number> {
  const now = new Date(tx.now);
  const deleted = await sql`
    with expired as (
      select principal, operation, key from platform.idempotency
      where tenant_id = ${tx.tenant} and expires_at <= ${now}
        and created_at <= ${new Date(tx.now - MIN_RETENTION_HOURS * 3_600_000)}
      order by expires_at limit ${limit} for update skip locked
    )
    delete from platform.idempotency as kept using expired
    where kept.tenant_id = ${tx.tenant} and kept.principal = expired.principal
      and kept.operation = expired.operation and kept.key = expired.key
    returning 1`.execute(queries(tx));
  return deleted.rows.length;
}

/**
 * Writes the row of a command, replacing one past its retention; undefined when a living row is in the way.
 * Each new row also removes up to two expired rows of its tenant (index idempotency_expiry), so that the
 * table stays bounded without a timer.
 */
export async function insertRecord(
  tx: Tx,
  request: IdempotentRequest,
  { answer, requestHash }: Pick<IdempotencyRecord, 'answer' | 'requestHash'>,
): Promise<IdempotencyRecord | undefined> {
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
  return inserted.rows.length === 1 ? { answer, requestHash, createdAt: tx.now } : undefined;
}
