create schema accounts;

-- An account as prices and decisions see it: everything they may depend on, and no personal data besides the name.
create table accounts.account (
  tenant_id text not null,
  account_id uuid not null,
  name text not null,
  name_key text collate "C" not null, -- folded by the application: one order and one search on every engine
  type text not null check (type in ('customer', 'partner', 'prospect')),
  segment text not null,
  market text not null,
  customer_type text not null check (customer_type in ('business', 'consumer')),
  owner text not null,
  team text,
  contract_reference text,
  state text not null check (state in ('active', 'closed')),
  version integer not null check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, account_id)
);

-- One per order of the list; filters are applied while walking it.
create index account_by_name on accounts.account (tenant_id, name_key, account_id);
create index account_by_creation on accounts.account (tenant_id, created_at, account_id);
-- "My accounts".
create index account_by_owner on accounts.account (tenant_id, owner, name_key, account_id);

-- People and places, apart: read with the one account that is opened, never for a price, and erasable alone.
create table accounts.account_contact (
  tenant_id text not null,
  account_id uuid not null,
  position smallint not null check (position >= 0),
  name text not null,
  role text,
  email_address text,
  phone_number text,
  primary key (tenant_id, account_id, position),
  foreign key (tenant_id, account_id) references accounts.account
);

create table accounts.account_address (
  tenant_id text not null,
  account_id uuid not null,
  purpose text not null check (purpose in ('billing', 'delivery')),
  street1 text not null,
  street2 text,
  post_code text,
  city text not null,
  state_or_province text,
  country text not null check (country ~ '^[A-Z]{2}$'), -- ISO 3166-1 alpha-2
  primary key (tenant_id, account_id, purpose),
  foreign key (tenant_id, account_id) references accounts.account
);

-- A sole trader's tax id identifies a person.
create table accounts.account_tax_id (
  tenant_id text not null,
  account_id uuid not null,
  tax_id text not null,
  primary key (tenant_id, account_id),
  foreign key (tenant_id, account_id) references accounts.account
);

select platform.protect_tenant_table('accounts.account', 'insert, update');
select platform.protect_tenant_table('accounts.account_contact');
select platform.protect_tenant_table('accounts.account_address');
select platform.protect_tenant_table('accounts.account_tax_id');
