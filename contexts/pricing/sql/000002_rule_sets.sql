-- Rules of price that are published as one small document each: contract prices of an account, promotions, the
-- discount policy. `subject` is the account of contract prices, and empty for what a tenant has once.
-- last_version and active_version only rise; the draft is what the next publication takes.
create table pricing.rule_set (
  tenant_id text not null,
  kind text not null check (kind in ('contractPrices', 'promotions', 'discountPolicy')),
  subject text not null,
  active_version integer check (active_version > 0),
  draft bytea,
  draft_hash text,
  draft_by text,
  draft_at timestamptz,
  -- Raised by every change; the ETag.
  row_version integer not null default 1,
  primary key (tenant_id, kind, subject),
  check ((kind = 'contractPrices') = (subject <> '')),
  check (num_nulls(draft, draft_hash, draft_by, draft_at) in (0, 4))
);
select platform.protect_tenant_table('pricing.rule_set', 'insert, update');

-- Canonical bytes and their SHA-256. Insert only: what was published never changes. The primary key is the index of
-- the one read per price.
create table pricing.rule_set_version (
  tenant_id text not null,
  kind text not null,
  subject text not null,
  version integer not null check (version > 0),
  document bytea not null,
  content_hash text not null,
  item_count integer not null,
  published_by text not null,
  published_at timestamptz not null,
  primary key (tenant_id, kind, subject, version),
  foreign key (tenant_id, kind, subject) references pricing.rule_set (tenant_id, kind, subject)
);
select platform.protect_tenant_table('pricing.rule_set_version', 'insert');

-- What was published never changes again, whoever writes.
create function pricing.refuse_change_of_rule_set_version() returns trigger
language plpgsql
as $$
begin
  raise exception 'version % of % "%" is published and never changes', old.version, old.kind, old.subject
    using errcode = 'check_violation';
end
$$;
create trigger published_is_sealed before update or delete on pricing.rule_set_version
  for each row execute function pricing.refuse_change_of_rule_set_version();

alter table pricing.rule_set
  add foreign key (tenant_id, kind, subject, active_version)
  references pricing.rule_set_version (tenant_id, kind, subject, version);

-- How many accepted quotes have taken a promotion. The row is the lock under which limits are looked at. Counters
-- here and below are those of pricing.promotion_redemption that are not released.
create table pricing.promotion_usage (
  tenant_id text not null,
  promotion_id text not null,
  redemptions integer not null default 0 check (redemptions >= 0),
  primary key (tenant_id, promotion_id)
);
select platform.protect_tenant_table('pricing.promotion_usage', 'insert, update');

-- What they got off by it, in each currency: a budget is of one.
create table pricing.promotion_discount (
  tenant_id text not null,
  promotion_id text not null,
  currency text not null,
  discount numeric not null check (discount >= 0),
  primary key (tenant_id, promotion_id, currency),
  foreign key (tenant_id, promotion_id) references pricing.promotion_usage (tenant_id, promotion_id)
);
select platform.protect_tenant_table('pricing.promotion_discount', 'insert, update');

-- One row per promotion and accepted revision: the primary key is why none is counted twice.
create table pricing.promotion_redemption (
  tenant_id text not null,
  promotion_id text not null,
  quote_id uuid not null,
  revision integer not null,
  set_version integer not null,
  account_id text,
  -- What the quote got off; recurring charges count one period.
  discount numeric not null check (discount >= 0),
  currency text not null,
  redeemed_at timestamptz not null,
  released_at timestamptz,
  primary key (tenant_id, promotion_id, quote_id, revision)
);
create index promotion_redemption_by_account
  on pricing.promotion_redemption (tenant_id, promotion_id, account_id) where released_at is null;
create index promotion_redemption_by_quote on pricing.promotion_redemption (tenant_id, quote_id, revision);
select platform.protect_tenant_table('pricing.promotion_redemption', 'insert, update');
