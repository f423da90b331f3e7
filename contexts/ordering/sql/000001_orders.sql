create schema ordering;

-- An order with everything it needs by value: nothing it was made from can change it later.
-- json, not jsonb: kept as written, so that an order reads back in the very bytes of its first answer.
-- The states are those of src/domain/order-states.ts.
create table ordering.sales_order (
  tenant_id text not null,
  id uuid not null,
  number text not null,
  state text not null check (state in (
    'acknowledged', 'inProgress', 'pending', 'held', 'assessingCancellation', 'pendingCancellation',
    'completed', 'failed', 'partial', 'rejected', 'cancelled'
  )),
  -- Raised by every change; the ETag.
  version integer not null check (version >= 1),
  account_id text not null,
  owner text not null,
  currency text not null,
  quote_id uuid not null,
  quote_number text not null,
  quote_revision integer not null,
  totals json not null,
  catalog_version integer not null,
  price_lists json not null,
  configuration_rule_set_version integer,
  configuration_hash text,
  input_hash text not null,
  price_hash text not null,
  engine_version text not null,
  priced_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  -- One order per quote revision, for ever: what keeps orders single when every key has been forgotten.
  constraint sales_order_of_quote_revision unique (tenant_id, quote_id, quote_revision)
);

create index sales_order_by_created on ordering.sales_order (tenant_id, created_at, id);
create index sales_order_by_account on ordering.sales_order (tenant_id, account_id, created_at, id);
create index sales_order_by_owner on ordering.sales_order (tenant_id, owner, created_at, id);
create index sales_order_by_state on ordering.sales_order (tenant_id, state, created_at, id);

select platform.protect_tenant_table('ordering.sales_order', 'insert, update');

create table ordering.order_item (
  tenant_id text not null,
  order_id uuid not null,
  id uuid not null,
  position integer not null check (position >= 1),
  -- Which item of the quote it came from.
  quote_item_id uuid not null,
  state text not null check (state in (
    'acknowledged', 'inProgress', 'pending', 'held', 'assessingCancellation', 'pendingCancellation',
    'completed', 'failed', 'partial', 'rejected', 'cancelled'
  )),
  offering_id text not null,
  offering_name text not null,
  quantity numeric not null check (quantity > 0),
  usage json not null,
  charges json not null,
  primary key (tenant_id, order_id, id),
  unique (tenant_id, order_id, position),
  unique (tenant_id, order_id, quote_item_id),
  foreign key (tenant_id, order_id) references ordering.sales_order (tenant_id, id)
);

select platform.protect_tenant_table('ordering.order_item', 'insert, update');
