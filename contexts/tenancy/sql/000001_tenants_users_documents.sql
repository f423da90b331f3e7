create schema tenancy;

create table tenancy.tenant (
  tenant_id text primary key,
  name text not null,
  state text not null check (state in ('active', 'suspended')),
  created_at timestamptz not null
);

-- People and clients as the tenant's directory knows them. Personal data is the display name alone.
create table tenancy.app_user (
  tenant_id text not null references tenancy.tenant,
  subject text not null,
  name text not null,
  roles text[] not null,
  state text not null check (state in ('active', 'suspended')),
  manager_subject text,
  version integer not null check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, subject),
  foreign key (tenant_id, manager_subject) references tenancy.app_user (tenant_id, subject),
  check (manager_subject <> subject)
);

-- Who reports to whom.
create index app_user_by_manager on tenancy.app_user (tenant_id, manager_subject, subject);

-- What a tenant decides about itself (policy, configuration, flags): each change is a new, immutable version.
create table tenancy.tenant_document_version (
  tenant_id text not null references tenancy.tenant,
  kind text not null check (kind in ('authorizationPolicy', 'tenantConfig', 'featureFlags')),
  version integer not null check (version >= 1),
  document jsonb not null,
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'), -- SHA-256 of the RFC 8785 text
  created_by text not null,
  created_at timestamptz not null,
  primary key (tenant_id, kind, version)
);

-- Which version of a document is in force.
create table tenancy.tenant_document (
  tenant_id text not null references tenancy.tenant,
  kind text not null,
  active_version integer not null,
  primary key (tenant_id, kind),
  foreign key (tenant_id, kind, active_version) references tenancy.tenant_document_version
);

-- Copies are kept under their version: a pointer that went back would bring old rights and old settings to life.
create function tenancy.refuse_older_version() returns trigger language plpgsql as $$
begin
  raise exception 'document % of tenant % goes from version % to %: a version never goes back',
    old.kind, old.tenant_id, old.active_version, new.active_version;
end
$$;

create trigger tenant_document_forward_only before update on tenancy.tenant_document
  for each row when (new.active_version <= old.active_version)
  execute function tenancy.refuse_older_version();

select platform.protect_tenant_table('tenancy.tenant', 'insert, update');
select platform.protect_tenant_table('tenancy.app_user', 'insert, update');
select platform.protect_tenant_table('tenancy.tenant_document_version', 'insert');
select platform.protect_tenant_table('tenancy.tenant_document', 'insert, update');
