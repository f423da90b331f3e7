-- What a version of a price list was compiled to when it was published: canonical bytes and their SHA-256, one entry for each
-- offering that it prices, and one, with the empty id that no offering has, for the rules of the list. The primary key is the
-- index of the one read per price: the entries of all offerings of a quote, and the rules.
create table pricing.price_index_entry (
  tenant_id text not null,
  price_list_id text not null,
  version integer not null,
  offering_id text not null,
  document bytea not null,
  content_hash text not null,
  primary key (tenant_id, price_list_id, version, offering_id),
  foreign key (tenant_id, price_list_id, version)
    references pricing.price_list_version (tenant_id, price_list_id, version)
);
select platform.protect_tenant_table('pricing.price_index_entry', 'insert');

-- The manifest: that the index of a version is complete, and the hash of the hashes of all its entries. Versions that were
-- published before there was an index have none; they are priced by their rows.
create table pricing.price_index (
  tenant_id text not null,
  price_list_id text not null,
  version integer not null,
  -- Of the bytes of the entries; see PRICE_INDEX_FORMAT.
  format integer not null check (format > 0),
  content_hash text not null,
  -- With that of the rules.
  entry_count integer not null check (entry_count > 0),
  byte_count bigint not null check (byte_count > 0),
  built_at timestamptz not null,
  primary key (tenant_id, price_list_id, version),
  foreign key (tenant_id, price_list_id, version)
    references pricing.price_list_version (tenant_id, price_list_id, version)
);
select platform.protect_tenant_table('pricing.price_index', 'insert');

-- What was compiled never changes again, whoever writes.
create function pricing.refuse_change_of_price_index() returns trigger
language plpgsql
as $$
begin
  raise exception 'the index of version % of price list % is compiled and never changes', old.version, old.price_list_id
    using errcode = 'check_violation';
end
$$;
create trigger compiled_is_sealed before update or delete on pricing.price_index_entry
  for each row execute function pricing.refuse_change_of_price_index();
create trigger compiled_is_sealed before update or delete on pricing.price_index
  for each row execute function pricing.refuse_change_of_price_index();

-- Nor does anything come to it: an entry that is inserted later would give prices to an offering that was published without.
create function pricing.refuse_addition_to_price_index() returns trigger
language plpgsql
as $$
begin
  if exists (
    select from pricing.price_index as sealed
    where sealed.tenant_id = new.tenant_id and sealed.price_list_id = new.price_list_id and sealed.version = new.version
  ) then
    raise exception 'the index of version % of price list % is complete', new.version, new.price_list_id
      using errcode = 'check_violation';
  end if;
  return new;
end
$$;
create trigger complete_is_sealed before insert on pricing.price_index_entry
  for each row execute function pricing.refuse_addition_to_price_index();
