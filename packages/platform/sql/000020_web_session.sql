-- Who is signed in to the console. Only the hash of the cookie's secret is kept: what stands here opens nothing. Signing out removes the row.
create table platform.web_session (
  tenant_id text not null,
  session_hash text not null check (session_hash ~ '^[0-9a-f]{64}$'),
  -- What audit entries call it.
  id uuid not null,
  subject text not null,
  client_id text,
  roles jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at and expires_at <= created_at + interval '8 hours'),
  primary key (tenant_id, session_hash)
);

create index web_session_expiry on platform.web_session (tenant_id, expires_at);

select platform.protect_tenant_table('platform.web_session');
