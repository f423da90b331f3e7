import { randomUUID } from 'node:crypto';
import type { SqlSession } from '@quotewright/platform/postgres';

const BEGIN = `
  BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
  SET LOCAL ROLE qw_app;
  SET LOCAL app.tenant_id = 'acme'`;

const AUDIT = `
  insert into platform.audit_entry (tenant_id, id, at, subject, action, entity_type, entity_id, detail)
  values ('acme', $1, $2, 'user-1', $3, $4, $5, $6)`;

const EVENT = `
  insert into platform.outbox (tenant_id, event_id, partition, aggregate_type, aggregate_id, type,
                               schema_version, data, occurred_at)
  values ('acme', $1, 7, $2, $3, $4, 1, $5, $6)`;

/**
 * The statements of one conversion as somebody would type them who knows this one quote: same tables, same
 * locks, same row-level security, one transaction; nothing validated, derived, hashed or serialised.
 */
export async function convertByHand(session: SqlSession, quoteId: string): Promise<void> {
  const now = new Date();
  const orderId = randomUUID();
  const detail = JSON.stringify({ from: 'accepted', to: 'ordered', quoteId, orderId });
  await session.script(BEGIN);
  await session.query('select pg_try_advisory_xact_lock(hashtextextended($1, 0))', [quoteId]);
  await session.query(
    `select request_hash, http_status, headers, body from platform.idempotency
     where tenant_id = 'acme' and principal = 'user-1' and operation = 'convertQuote' and key = $1
       and expires_at > $2`,
    [quoteId, now],
  );
  const quotes = await session.query(
    `select * from quoting.quote where tenant_id = 'acme' and id = $1 for update`,
    [quoteId],
  );
  const quote = quotes.rows[0] ?? {};
  const revisions = await session.query(
    `select * from quoting.quote_revision where tenant_id = 'acme' and quote_id = $1 and revision = $2`,
    [quoteId, quote['revision']],
  );
  const price = revisions.rows[0] ?? {};
  await session.query(
    `update quoting.quote set state = 'ordered', version = version + 1, order_id = $2, updated_at = $3
     where tenant_id = 'acme' and id = $1`,
    [quoteId, orderId, now],
  );
  await session.query(AUDIT, [randomUUID(), now, 'quote.convert', 'quote', quoteId, detail]);
  await session.query(EVENT, [randomUUID(), 'quote', quoteId, 'QuoteOrdered', detail, now]);
  const { rows } = await session.query(
    `insert into platform.number_sequence as counted (tenant_id, kind, year, last_value)
     values ('acme', 'ORD', $1, 1)
     on conflict (tenant_id, kind, year) do update set last_value = counted.last_value + 1
     returning last_value`,
    [now.getUTCFullYear()],
  );
  await session.query(
    `insert into ordering.sales_order
       (tenant_id, id, number, state, version, account_id, owner, currency, quote_id, quote_number,
        quote_revision, totals, catalog_version, price_lists, input_hash, price_hash, engine_version,
        priced_at, created_at, updated_at)
     values ('acme', $1, $2, 'acknowledged', 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)`,
    [
      orderId,
      `ORD-${now.getUTCFullYear()}-${String(rows[0]?.['last_value']).padStart(6, '0')}`,
      ...['account_id', 'owner', 'currency', 'id', 'number', 'revision'].map((column) => quote[column]),
      JSON.stringify(price['totals']),
      price['catalog_version'],
      JSON.stringify(price['price_lists']),
      ...['input_hash', 'price_hash', 'engine_version', 'priced_at'].map((column) => price[column]),
      now,
    ],
  );
  await session.query(
    `insert into ordering.order_item (tenant_id, order_id, id, position, quote_item_id, state, offering_id,
                                      offering_name, quantity, usage, charges)
     select 'acme', $1, gen_random_uuid(), row_number() over (), item.id, 'acknowledged', item."offeringId",
            item."offeringName", item.quantity, item.usage, item.charges
     from json_to_recordset($2::json) as item
            (id uuid, "offeringId" text, "offeringName" text, quantity numeric, usage json, charges json)`,
    [orderId, JSON.stringify(price['items'])],
  );
  await session.query(AUDIT, [randomUUID(), now, 'order.create', 'order', orderId, detail]);
  await session.query(EVENT, [randomUUID(), 'order', orderId, 'OrderCreated', detail, now]);
  await session.query(
    `with expired as (
       select key from platform.idempotency where tenant_id = 'acme' and expires_at <= $3
       order by expires_at limit 2 for update skip locked
     ), forgotten as (
       delete from platform.idempotency as kept using expired
       where kept.tenant_id = 'acme' and kept.key = expired.key
     )
     insert into platform.idempotency (tenant_id, principal, operation, key, request_hash, http_status, headers,
                                       body, created_at, expires_at)
     values ('acme', 'user-1', 'convertQuote', $1, $1, 201, '{}', $2, $3, $4)`,
    [quoteId, Buffer.from(detail), now, new Date(now.getTime() + 86_400_000)],
  );
  await session.script('COMMIT');
}
