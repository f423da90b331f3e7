-- Who reports to whom is copied under this number: a hierarchy never changes under the number that it was read with.
alter table tenancy.tenant add column hierarchy_version integer not null default 1 check (hierarchy_version >= 1);

-- Whoever writes, raises it: also a repair by hand. Commands that move somebody take the tenant's row before any user's, so that
-- raising it last cannot deadlock. Once for a statement: many people can be moved by one.
create function tenancy.raise_hierarchy_version() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    update tenancy.tenant set hierarchy_version = hierarchy_version + 1
      where tenant_id in (select tenant_id from new_user where manager_subject is not null);
  elsif tg_op = 'DELETE' then
    update tenancy.tenant set hierarchy_version = hierarchy_version + 1
      where tenant_id in (select tenant_id from old_user where manager_subject is not null);
  else
    update tenancy.tenant set hierarchy_version = hierarchy_version + 1
      where tenant_id in (
        select tenant_id from (
          select tenant_id, subject, manager_subject from old_user
          except
          select tenant_id, subject, manager_subject from new_user
        ) as moved
      );
  end if;
  return null;
end
$$;

create trigger hierarchy_begins after insert on tenancy.app_user
  referencing new table as new_user
  for each statement execute function tenancy.raise_hierarchy_version();

create trigger hierarchy_changes after update on tenancy.app_user
  referencing old table as old_user new table as new_user
  for each statement execute function tenancy.raise_hierarchy_version();

create trigger hierarchy_ends after delete on tenancy.app_user
  referencing old table as old_user
  for each statement execute function tenancy.raise_hierarchy_version();

-- A number that went back would bring an old hierarchy to life.
create function tenancy.refuse_older_hierarchy() returns trigger language plpgsql as $$
begin
  raise exception 'the hierarchy of tenant % goes from version % to %: a version never goes back',
    old.tenant_id, old.hierarchy_version, new.hierarchy_version;
end
$$;

create trigger hierarchy_forward_only before update on tenancy.tenant
  for each row when (new.hierarchy_version < old.hierarchy_version)
  execute function tenancy.refuse_older_hierarchy();
