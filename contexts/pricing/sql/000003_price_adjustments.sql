-- The rules of a price list version: surcharges by configuration, discounts for commitment, partner margins. The
-- primary key is the index of the one read per price: all rules of a pinned version, in the order of its document.
create table pricing.price_adjustment (
  tenant_id text not null,
  price_list_id text not null,
  version integer not null,
  position integer not null,
  adjustment_id text not null,
  body jsonb not null,
  primary key (tenant_id, price_list_id, version, position),
  unique (tenant_id, price_list_id, version, adjustment_id),
  foreign key (tenant_id, price_list_id, version)
    references pricing.price_list_version (tenant_id, price_list_id, version)
);
select platform.protect_tenant_table('pricing.price_adjustment', 'insert');
