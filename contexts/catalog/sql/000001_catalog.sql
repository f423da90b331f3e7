-- The catalog of a tenant: one mutable draft made of sections, and immutable versions compiled from it.
-- Everything that can be large is bytes under their SHA-256: draft and versions share what they have in common.

create schema catalog;

-- Where a tenant's catalog stands. Whoever changes the draft or publishes locks this row first.
create table catalog.tenant_catalog (
  tenant_id text not null primary key,
  draft_revision integer not null default 0 check (draft_revision >= 0),
  last_version integer not null default 0 check (last_version >= 0),
  active_version integer check (active_version between 1 and last_version)
);

select platform.protect_tenant_table('catalog.tenant_catalog', 'insert, update');

-- The numbers never go back, whoever writes them.
create function catalog.refuse_going_back() returns trigger
language plpgsql
as $$
begin
  if new.draft_revision < old.draft_revision
    or new.last_version < old.last_version
    or coalesce(new.active_version, 0) < coalesce(old.active_version, 0)
  then
    raise exception 'catalog of tenant %: revisions and versions only rise', old.tenant_id
      using errcode = 'check_violation';
  end if;
  return new;
end
$$;

create trigger only_forward before update on catalog.tenant_catalog
  for each row execute function catalog.refuse_going_back();

-- Canonical documents of sections. Removed when neither the draft nor a version holds them.
create table catalog.section_content (
  tenant_id text not null,
  content_hash text not null,
  bytes bytea not null,
  item_count integer not null check (item_count >= 0),
  primary key (tenant_id, content_hash)
);

select platform.protect_tenant_table('catalog.section_content', 'insert, delete');

create table catalog.draft_section (
  tenant_id text not null,
  section text collate "C" not null,
  revision integer not null check (revision >= 1),
  content_hash text not null,
  updated_at timestamptz not null,
  updated_by text not null,
  primary key (tenant_id, section),
  foreign key (tenant_id, content_hash) references catalog.section_content
);

create index draft_section_by_content on catalog.draft_section (tenant_id, content_hash);

select platform.protect_tenant_table('catalog.draft_section', 'insert, update');

-- Version numbers and the publications begun for them: building → published | failed.
create table catalog.catalog_version (
  tenant_id text not null,
  version integer not null check (version >= 1),
  state text not null check (state in ('building', 'published', 'failed')),
  draft_revision integer not null,
  content_hash text not null,
  started_at timestamptz not null,
  started_by text not null,
  lease_token uuid,
  lease_until timestamptz,
  finished_at timestamptz,
  failure text,
  report jsonb,
  summary jsonb,
  primary key (tenant_id, version),
  check ((state = 'building') = (lease_token is not null and lease_until is not null)),
  check ((state = 'building') = (finished_at is null)),
  check ((state = 'published') = (summary is not null))
);

-- One publication at a time.
create unique index catalog_version_building on catalog.catalog_version (tenant_id) where state = 'building';

select platform.protect_tenant_table('catalog.catalog_version', 'insert, update');

-- What was published or has failed never changes again, whoever writes.
create function catalog.refuse_change_of_ended_version() returns trigger
language plpgsql
as $$
begin
  raise exception 'catalog version % of tenant % has ended and never changes', old.version, old.tenant_id
    using errcode = 'check_violation';
end
$$;

create trigger ended_is_sealed before update on catalog.catalog_version
  for each row when (old.state <> 'building') execute function catalog.refuse_change_of_ended_version();

alter table catalog.tenant_catalog
  add foreign key (tenant_id, active_version) references catalog.catalog_version (tenant_id, version);

-- What was frozen for a version: what its export gives back.
create table catalog.version_section (
  tenant_id text not null,
  version integer not null,
  section text collate "C" not null,
  content_hash text not null,
  primary key (tenant_id, version, section),
  foreign key (tenant_id, version) references catalog.catalog_version,
  foreign key (tenant_id, content_hash) references catalog.section_content
);

create index version_section_by_content on catalog.version_section (tenant_id, content_hash);

select platform.protect_tenant_table('catalog.version_section', 'insert');

-- Compiled forms, byte for byte what readers get.
create table catalog.artefact (
  tenant_id text not null,
  content_hash text not null,
  bytes bytea not null,
  primary key (tenant_id, content_hash)
);

select platform.protect_tenant_table('catalog.artefact', 'insert');

-- Which artefact an item of a section has in a version. Visible to readers once the version is published.
create table catalog.version_item (
  tenant_id text not null,
  version integer not null,
  section text collate "C" not null,
  id text collate "C" not null,
  content_hash text not null,
  primary key (tenant_id, version, section, id),
  foreign key (tenant_id, version) references catalog.catalog_version,
  foreign key (tenant_id, content_hash) references catalog.artefact
);

select platform.protect_tenant_table('catalog.version_item', 'insert');

-- The offerings of a version by what lists and downstream contexts ask for. Empty arrays: no restriction.
create table catalog.version_offering (
  tenant_id text not null,
  version integer not null,
  id text collate "C" not null,
  name text not null,
  -- Lower case: what the list is ordered by and searched in.
  name_key text collate "C" not null,
  specification_id text not null,
  lifecycle text not null check (lifecycle in ('inDesign', 'inTest', 'active', 'retired', 'obsolete')),
  is_bundle boolean not null,
  valid_from date,
  valid_until date,
  markets text[] not null,
  channels text[] not null,
  customer_types text[] not null,
  category_ids text[] not null,
  unit_name text not null,
  unit_fractions boolean not null,
  primary key (tenant_id, version, id),
  foreign key (tenant_id, version) references catalog.catalog_version,
  check (valid_from < valid_until)
);

create index version_offering_by_name on catalog.version_offering (tenant_id, version, name_key, id);

select platform.protect_tenant_table('catalog.version_offering', 'insert');

-- Documents taken in by an import and not yet worked on.
create table catalog.catalog_import (
  tenant_id text not null,
  import_id uuid not null,
  state text not null check (state in ('waiting', 'imported', 'failed')),
  document bytea,
  document_hash text not null,
  report jsonb,
  created_at timestamptz not null,
  created_by text not null,
  finished_at timestamptz,
  primary key (tenant_id, import_id),
  check ((state = 'waiting') = (document is not null)),
  check ((state = 'imported') = (report is not null))
);

select platform.protect_tenant_table('catalog.catalog_import', 'insert, update');
