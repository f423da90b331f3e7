create schema pricing;

-- One list per currency. last_version counts up with every publication, also with those that fail (their numbers
-- are burned); active_version only ever rises.
create table pricing.price_list (
  tenant_id text not null,
  id text not null,
  name text not null,
  currency text not null,
  last_version integer not null default 0,
  active_version integer,
  row_version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, currency),
  check (active_version is null or active_version between 1 and last_version)
);
select platform.protect_tenant_table('pricing.price_list', 'insert, update');

-- Documents as they arrived, kept before anything is done with them. A list need not exist yet.
create table pricing.price_list_import (
  tenant_id text not null,
  id uuid not null,
  price_list_id text not null,
  document bytea not null,
  received_by text not null,
  received_at timestamptz not null,
  applied_at timestamptz,
  primary key (tenant_id, id)
);
select platform.protect_tenant_table('pricing.price_list_import', 'insert, update');

-- The content that the next publication takes: canonical bytes and their SHA-256.
create table pricing.price_list_draft (
  tenant_id text not null,
  price_list_id text not null,
  import_id uuid not null,
  document bytea not null,
  content_hash text not null,
  price_count integer not null,
  imported_at timestamptz not null,
  primary key (tenant_id, price_list_id),
  foreign key (tenant_id, price_list_id) references pricing.price_list (tenant_id, id),
  foreign key (tenant_id, import_id) references pricing.price_list_import (tenant_id, id)
);
select platform.protect_tenant_table('pricing.price_list_draft', 'insert, update');

-- building -> published | failed. A building version belongs to the publication that holds its lease.
create table pricing.price_list_version (
  tenant_id text not null,
  price_list_id text not null,
  version integer not null check (version > 0),
  publication_id uuid not null,
  state text not null check (state in ('building', 'published', 'failed')),
  document bytea not null,
  content_hash text not null,
  price_count integer not null,
  catalog_version integer,
  started_by text not null,
  started_at timestamptz not null,
  lease_until timestamptz,
  published_at timestamptz,
  failure_code text,
  primary key (tenant_id, price_list_id, version),
  unique (tenant_id, price_list_id, publication_id),
  foreign key (tenant_id, price_list_id) references pricing.price_list (tenant_id, id),
  check ((state = 'building') = (lease_until is not null)),
  check ((state = 'published') = (published_at is not null)),
  check ((state = 'failed') = (failure_code is not null))
);
create unique index price_list_version_one_building on pricing.price_list_version (tenant_id, price_list_id)
  where state = 'building';
select platform.protect_tenant_table('pricing.price_list_version', 'insert, update');

-- What was published or has failed never changes again, whoever writes.
create function pricing.refuse_change_of_ended_version() returns trigger
language plpgsql
as $$
begin
  raise exception 'version % of price list % has ended and never changes', old.version, old.price_list_id
    using errcode = 'check_violation';
end
$$;
create trigger ended_is_sealed before update on pricing.price_list_version
  for each row when (old.state <> 'building') execute function pricing.refuse_change_of_ended_version();

alter table pricing.price_list
  add foreign key (tenant_id, id, active_version)
  references pricing.price_list_version (tenant_id, price_list_id, version);

-- The prices of a version, set-readable. The primary key is the index of the one hot read: all rows of the
-- offerings of a quote in one pinned version. Insert only: a version's prices never change.
create table pricing.price_row (
  tenant_id text not null,
  price_list_id text not null,
  version integer not null,
  offering_id text not null,
  position integer not null,
  price_id text not null,
  body jsonb not null,
  primary key (tenant_id, price_list_id, version, offering_id, position),
  unique (tenant_id, price_list_id, version, price_id),
  foreign key (tenant_id, price_list_id, version)
    references pricing.price_list_version (tenant_id, price_list_id, version)
);
select platform.protect_tenant_table('pricing.price_row', 'insert');
