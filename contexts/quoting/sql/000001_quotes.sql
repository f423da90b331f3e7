create schema quoting;

-- A quote as it stands: the head of its one live revision. The states are those of src/domain/quote-states.ts.
create table quoting.quote (
  tenant_id text not null,
  id uuid not null,
  number text not null,
  name text,
  state text not null check (state in (
    'draft', 'priced', 'inApproval', 'approved', 'presented', 'accepted', 'ordered',
    'rejected', 'expired', 'superseded', 'cancelled'
  )),
  revision integer not null check (revision >= 1),
  -- Raised by every change; the ETag.
  version integer not null check (version >= 1),
  account_id text not null,
  owner text not null,
  currency text not null,
  market text not null,
  channel text not null,
  valid_until timestamptz not null,
  cloned_from uuid,
  order_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  check ((state = 'ordered') = (order_id is not null))
);

create index quote_by_created on quoting.quote (tenant_id, created_at, id);
create index quote_by_updated on quoting.quote (tenant_id, updated_at, id);
create index quote_by_account on quoting.quote (tenant_id, account_id, created_at, id);
create index quote_by_owner on quoting.quote (tenant_id, owner, created_at, id);
create index quote_by_state on quoting.quote (tenant_id, state, created_at, id);

select platform.protect_tenant_table('quoting.quote', 'insert, update');

-- The lines of the live revision.
create table quoting.quote_item (
  tenant_id text not null,
  quote_id uuid not null,
  id uuid not null,
  position integer not null check (position >= 1),
  offering_id text not null,
  quantity numeric not null check (quantity > 0),
  usage jsonb not null,
  primary key (tenant_id, quote_id, id),
  unique (tenant_id, quote_id, position),
  foreign key (tenant_id, quote_id) references quoting.quote (tenant_id, id)
);

select platform.protect_tenant_table('quoting.quote_item');

-- One row per revision, from its opening on. The snapshot is all there or not at all: pricing writes it,
-- going back to draft removes it, approval seals it for ever.
create table quoting.quote_revision (
  tenant_id text not null,
  quote_id uuid not null,
  revision integer not null check (revision >= 1),
  opened_at timestamptz not null,
  sealed_at timestamptz,
  ended_as text check (ended_as in ('superseded', 'rejected', 'expired')),
  ended_at timestamptz,
  -- Lines by value, with names and amounts.
  items jsonb,
  totals jsonb,
  catalog_version integer,
  price_lists jsonb,
  configuration_rule_set_version integer,
  configuration_hash text,
  input_hash text,
  price_hash text,
  engine_version text,
  -- Canonical bytes: jsonb would reorder and rewrite what the hashes identify.
  price_input bytea,
  price_result bytea,
  priced_at timestamptz,
  valid_until timestamptz,
  primary key (tenant_id, quote_id, revision),
  foreign key (tenant_id, quote_id) references quoting.quote (tenant_id, id),
  check (num_nulls(items, totals, catalog_version, price_lists, input_hash, price_hash, engine_version,
                   price_input, price_result, priced_at, valid_until) in (0, 11)),
  check (sealed_at is null or price_hash is not null),
  check ((ended_as is null) = (ended_at is null)),
  check (ended_as is null or sealed_at is not null)
);

-- Only one revision of a quote is live; it is the one the head names.
create unique index quote_revision_live on quoting.quote_revision (tenant_id, quote_id) where ended_as is null;
alter table quoting.quote
  add foreign key (tenant_id, id, revision) references quoting.quote_revision (tenant_id, quote_id, revision)
  deferrable initially deferred;

select platform.protect_tenant_table('quoting.quote_revision', 'insert, update');

create function quoting.refuse_change_of_sealed_revision() returns trigger language plpgsql as $$
declare
  ended quoting.quote_revision := old;
begin
  ended.ended_as := new.ended_as;
  ended.ended_at := new.ended_at;
  if old.ended_as is not null or new is distinct from ended then
    raise exception 'revision % of quote % is sealed', old.revision, old.quote_id;
  end if;
  return new;
end
$$;

create trigger sealed before update on quoting.quote_revision
  for each row when (old.sealed_at is not null)
  execute function quoting.refuse_change_of_sealed_revision();

-- Who accepted what, when and from where. Append-only evidence.
create table quoting.quote_acceptance (
  tenant_id text not null,
  quote_id uuid not null,
  revision integer not null,
  accepted_at timestamptz not null,
  subject text not null,
  client_id text,
  trace_id text not null,
  address text not null,
  user_agent text,
  accepted_by text,
  reference text,
  price_hash text not null,
  input_hash text not null,
  primary key (tenant_id, quote_id, revision),
  foreign key (tenant_id, quote_id, revision)
    references quoting.quote_revision (tenant_id, quote_id, revision)
);

select platform.protect_tenant_table('quoting.quote_acceptance', 'insert');
