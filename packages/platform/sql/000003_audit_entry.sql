-- Who did what to which object. Append-only: nobody inside the door may change or remove a row.
create table platform.audit_entry (
  tenant_id text not null,
  id uuid not null,
  at timestamptz not null,
  subject text not null,
  client_id text,
  action text not null,
  entity_type text not null,
  entity_id text not null,
  reason text,
  detail jsonb not null,
  primary key (tenant_id, id)
);

-- Newest first, of the tenant, of one object, of one kind of deed.
create index audit_entry_newest on platform.audit_entry (tenant_id, at, id);
create index audit_entry_of_entity on platform.audit_entry (tenant_id, entity_type, entity_id, at, id);
create index audit_entry_of_action on platform.audit_entry (tenant_id, action, at, id);

select platform.protect_tenant_table('platform.audit_entry', 'insert');
