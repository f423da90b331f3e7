-- How people like their views: columns, filters, order. The document is the client's; nothing here reads it.
create table platform.view_preference (
  tenant_id text not null,
  subject text not null,
  view_name text not null check (length(view_name) between 1 and 64),
  document jsonb not null check (octet_length(document::text) <= 32768),
  version integer not null check (version >= 1),
  updated_at timestamptz not null,
  primary key (tenant_id, subject, view_name)
);

select platform.protect_tenant_table('platform.view_preference');
