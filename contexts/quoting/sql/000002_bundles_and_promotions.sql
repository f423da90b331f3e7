-- Quotes carry what prices depend on since bundles, commitments, promotions and discounts by hand are priced.
alter table quoting.quote
  -- Upper case, each once, in the order they were given.
  add column promotion_codes text[] not null default '{}',
  add column partner text,
  add column place text;

-- Positions are those of insertion. Readers list items in the order of their bundles: children behind their parent.
alter table quoting.quote_item
  -- The bundle the item is part of. Deferrable, so that items can be written and removed in any order.
  add column parent_id uuid check (parent_id <> id),
  add column characteristics jsonb,
  add column term_months integer check (term_months between 1 and 120),
  add column start_date date,
  add column manual_adjustments jsonb,
  add foreign key (tenant_id, quote_id, parent_id) references quoting.quote_item (tenant_id, quote_id, id)
    deferrable initially deferred;

-- For the foreign key: whoever removes an item looks for its children.
create index quote_item_by_parent on quoting.quote_item (tenant_id, quote_id, parent_id)
  where parent_id is not null;

alter table quoting.quote_revision
  -- Null where none was pinned, and for prices of engines that knew none.
  add column contract_set_version integer,
  add column promotion_set_version integer,
  add column discount_policy_version integer,
  -- Who submitted the revision, and what needed an approval then.
  add column submitted_by text,
  add column submitted_at timestamptz,
  add column approval_signals jsonb,
  add check (num_nulls(submitted_by, submitted_at, approval_signals) in (0, 3));
