-- What a received document is, and what a CSV document cannot say of its list.
alter table pricing.price_list_import
  add column media_type text not null default 'application/json',
  add column list_name text,
  add column list_currency text;
