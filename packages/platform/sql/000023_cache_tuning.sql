-- What operators have changed of a category of copies, for their tenant and for a while. Absent values are as the program declares.
-- A row stays when its time is over or it was ended, so that its version never comes again.
create table platform.cache_tuning (
  tenant_id text not null,
  category text not null check (category ~ '^[a-z][a-z0-9.-]{0,99}$'),
  version integer not null check (version >= 1),
  -- The bounds of a category are the program's, which brings what lies outside of them back to them when it reads a row.
  fresh_seconds integer check (fresh_seconds >= 1),
  -- A share of the fresh time.
  jitter double precision check (jitter between 0 and 1),
  -- A share of the hits.
  shadow_rate double precision check (shadow_rate between 0 and 1),
  -- Keys of a warm-up; 0: it makes none.
  warm_per_second integer check (warm_per_second between 0 and 1000),
  -- Null: it was ended, and none of the values above holds.
  until timestamptz,
  reason text not null,
  -- The subject of whoever did it last; the audit trail has them all.
  actor text not null,
  changed_at timestamptz not null,
  primary key (tenant_id, category)
);

select platform.protect_tenant_table('platform.cache_tuning', 'insert, update');

-- Every node goes by the tunings of all tenants. Not by the reasons, which are the tenants' own words.
create policy system_watches on platform.cache_tuning for select to qw_system using (true);
grant select (tenant_id, category, fresh_seconds, jitter, shadow_rate, until) on platform.cache_tuning to qw_system;
