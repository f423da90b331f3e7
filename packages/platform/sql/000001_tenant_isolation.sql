-- The two roles inside the door, and the one way a table becomes a tenant's.
--
-- Roles belong to the server, not to the database: another database may be creating them at this moment.
-- Where the owner may not create roles, an administrator has created them before.

do $$
declare
  wanted text;
begin
  foreach wanted in array array['qw_app', 'qw_system'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      begin
        execute format(
          'create role %I nologin nosuperuser nobypassrls nocreatedb nocreaterole noreplication', wanted
        );
      exception when duplicate_object or unique_violation then
        null; -- another database of this server was first
      end;
    end if;
  end loop;

  -- The owner opens the door for the application, so it must be able to become both.
  foreach wanted in array array['qw_app', 'qw_system'] loop
    for attempt in 1..5 loop
      begin
        execute format('set local role %I', wanted);
        set local role none;
        exit;
      exception when insufficient_privilege then
        begin
          execute format('grant %I to current_user', wanted);
        exception when unique_violation or internal_error then
          null; -- granted at this moment by another database's migration ("tuple concurrently updated")
        end;
      end;
    end loop;
  end loop;
end
$$;

grant usage on schema platform to qw_app, qw_system;

-- Binds every row of `target` to the tenant of the transaction, and grants qw_app SELECT plus `writes`
-- ('insert' alone makes a table append-only). FORCE: the owner is bound, too.
create function platform.protect_tenant_table(target regclass, writes text default 'insert, update, delete')
returns void
language plpgsql
set search_path = pg_catalog
as $$
declare
  home name := (select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = target);
  privilege text;
  owned regclass;
begin
  foreach privilege in array string_to_array(writes, ',') loop
    if lower(trim(privilege)) not in ('insert', 'update', 'delete') then
      raise exception 'protect_tenant_table(%): "%" is not one of insert, update, delete', target, trim(privilege);
    end if;
  end loop;

  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy tenant on %s for all to qw_app'
    ' using (tenant_id = nullif(current_setting(''app.tenant_id'', true), ''''))'
    ' with check (tenant_id = nullif(current_setting(''app.tenant_id'', true), ''''))',
    target
  );

  execute format('grant usage on schema %I to qw_app', home);
  execute format('grant select on %s to qw_app', target);
  if writes <> '' then
    execute format('grant %s on %s to qw_app', writes, target);
  end if;
  for owned in
    select d.objid::regclass
    from pg_depend d join pg_class s on s.oid = d.objid and s.relkind = 'S'
    where d.refclassid = 'pg_class'::regclass and d.refobjid = target and d.deptype in ('a', 'i')
  loop
    execute format('grant usage on sequence %s to qw_app', owned);
  end loop;
end
$$;

revoke execute on function platform.protect_tenant_table(regclass, text) from public;
