-- Which permissions each tenant's policy has been asked about. One that a release adds is missing here: it is granted to its
-- default roles once, and recorded. What stands here belongs to the tenant's administrators, and no release touches it again.
create table tenancy.known_permission (
  tenant_id text not null references tenancy.tenant,
  permission text not null,
  -- The version of the policy in force when it became known.
  policy_version integer not null check (policy_version >= 1),
  primary key (tenant_id, permission)
);

select platform.protect_tenant_table('tenancy.known_permission', 'insert');

-- Which tenants lack a permission of this release is asked over all of them. The system sees the ids and what is known; it
-- still sees no name, no user and no document, and changes nothing: each tenant is upgraded in a transaction of its own.
create policy system_finds_tenants on tenancy.tenant for select to qw_system using (true);
create policy system_finds_what_is_known on tenancy.known_permission for select to qw_system using (true);
grant usage on schema tenancy to qw_system;
grant select (tenant_id) on tenancy.tenant to qw_system;
grant select (tenant_id, permission) on tenancy.known_permission to qw_system;
