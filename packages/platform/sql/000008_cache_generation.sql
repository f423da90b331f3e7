-- Purges of cached copies: the latest of each scope, and whether the scope is in quarantine.
-- Purges are numbered 1, 2, 3 … in the order of their commits, over all scopes and tenants. An entry of a cache carries the number
-- that its maker knew; a larger number in its scope makes it void. Rows are never deleted: the highest number stands in one of them.
--
-- After a restore the numbers go on from the restored one. Entries of the time before carry larger ones and would pass, were it not
-- for the truth epoch in their keys, which every restore raises (000007).

-- `tenant_id` '*' is all tenants, `version` '*' all versions. Neither is a possible tenant id or version.
create table platform.cache_generation (
  tenant_id text not null,
  category text not null check (category ~ '^[a-z][a-z0-9.-]{0,99}$'),
  version text not null check (version = '*' or version ~ '^[!-)+-~]{1,200}$'),
  generation bigint not null check (generation >= 1),
  quarantined boolean not null,
  reason text not null,
  -- The subject of whoever did it last; the audit trail has them all.
  actor text not null,
  changed_at timestamptz not null,
  primary key (tenant_id, category, version)
);

select platform.protect_tenant_table('platform.cache_generation', 'insert, update');

-- Beyond its tables so far, the system sees all purges (every node watches them; not the reasons, which are the tenants' own
-- words) and writes those that concern all tenants, with their audit entry. It still cannot purge for one tenant, and still
-- cannot read an audit entry.
create policy system_watches on platform.cache_generation for select to qw_system using (true);
create policy system_purges_for_all on platform.cache_generation for insert to qw_system with check (tenant_id = '*');
create policy system_purges_for_all_again on platform.cache_generation for update to qw_system
  using (tenant_id = '*') with check (tenant_id = '*');
grant select (tenant_id, category, version, generation, quarantined) on platform.cache_generation to qw_system;
grant insert on platform.cache_generation to qw_system;
grant update (generation, quarantined, reason, actor, changed_at) on platform.cache_generation to qw_system;

create policy system_of_all_tenants on platform.audit_entry for insert to qw_system with check (tenant_id = '*');
grant insert on platform.audit_entry to qw_system;

-- The counter, one row from the first purge on (none before: a backup is restored into empty tables). Nobody inside the door may
-- touch it except through the function below.
create table platform.cache_generation_counter (
  singleton boolean primary key default true check (singleton),
  last_value bigint not null check (last_value >= 1)
);

-- The next number. The counter's row stays locked until the transaction ends: numbers follow the order of commits, a
-- rolled-back purge takes its number back, and other purges wait. Runs as the owner, because the counter is of no tenant;
-- it takes and tells nothing else.
create function platform.next_cache_generation()
returns bigint
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  insert into platform.cache_generation_counter as counter (last_value) values (1)
  on conflict (singleton) do update set last_value = counter.last_value + 1
  returning counter.last_value
$$;

revoke execute on function platform.next_cache_generation() from public;
grant execute on function platform.next_cache_generation() to qw_app, qw_system;
