-- Orders carry what quotes do: bundles, choices, commitments, what was given by hand, and the sets the price read.
alter table ordering.sales_order
  add column contract_set_version integer,
  add column promotion_set_version integer,
  add column discount_policy_version integer;

alter table ordering.order_item
  -- The item of this order whose bundle it is part of.
  add column parent_id uuid check (parent_id <> id),
  add column characteristics json,
  add column term_months integer check (term_months between 1 and 120),
  add column start_date date,
  add column manual_adjustments json,
  add foreign key (tenant_id, order_id, parent_id) references ordering.order_item (tenant_id, order_id, id)
    deferrable initially deferred;
