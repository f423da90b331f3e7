-- The answers of committed commands, to be replayed for their repeats.
-- A row exists only together with its effect: both are written by one transaction.
create table platform.idempotency (
  tenant_id text not null,
  principal text not null,
  operation text not null,
  key text not null,
  request_hash text not null,
  http_status smallint not null check (http_status between 200 and 299),
  headers jsonb not null,
  body bytea,
  effect_ref text,
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  primary key (tenant_id, principal, operation, key)
);

-- Retention: what may be forgotten.
create index idempotency_expiry on platform.idempotency (tenant_id, expires_at);

select platform.protect_tenant_table('platform.idempotency');
