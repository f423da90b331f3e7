-- Work that a person does in several steps. A row is nothing but notes: what the work changes is changed by its last step, at once.
create table platform.wizard (
  tenant_id text not null,
  id uuid not null,
  wizard_type text not null,
  -- Whose it is; nobody else sees it.
  subject text not null,
  -- The step that comes next; null when all are done.
  current_step text,
  uploaded_file_ref uuid,
  -- What each step keeps for those behind it, and what it showed: JSON objects by the names of the steps.
  state jsonb not null check (octet_length(state::text) <= 131072),
  validation_summary jsonb not null check (octet_length(validation_summary::text) <= 131072),
  version integer not null check (version >= 1),
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  committed_at timestamptz,
  -- Status and place of the answer that it was committed with.
  outcome jsonb,
  primary key (tenant_id, id),
  check ((committed_at is null) = (outcome is null))
);

-- What its subject sees, newest first: ids rise with time.
create index wizard_of_subject on platform.wizard (tenant_id, subject, id);
-- Retention.
create index wizard_expiry on platform.wizard (tenant_id, expires_at);

select platform.protect_tenant_table('platform.wizard');
