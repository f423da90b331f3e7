-- Leave to do one named thing once. Only the hash of a token is kept: what stands here confirms nothing.
create table platform.one_time_token (
  tenant_id text not null,
  token_hash text not null check (token_hash ~ '^[0-9a-f]{64}$'),
  -- What audit entries call it.
  id uuid not null,
  subject text not null,
  client_id text,
  action text not null,
  -- Of the input that was shown to whoever asked for the token.
  input_hash text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  used_at timestamptz,
  primary key (tenant_id, token_hash)
);

create index one_time_token_expiry on platform.one_time_token (tenant_id, expires_at);

select platform.protect_tenant_table('platform.one_time_token');
