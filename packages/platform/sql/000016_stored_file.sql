-- Files that people send to be worked on later: in the database, so that every process sees them and a restart loses none.
create table platform.stored_file (
  tenant_id text not null,
  id uuid not null,
  -- The subject that sent it; nobody else sees it.
  owner text not null,
  name text check (length(name) between 1 and 200),
  media_type text not null,
  size_bytes integer not null check (size_bytes between 1 and 16777216),
  -- SHA-256 of the bytes.
  content_hash text not null check (length(content_hash) = 64),
  created_at timestamptz not null,
  -- Null: until somebody deletes it.
  expires_at timestamptz check (expires_at > created_at),
  primary key (tenant_id, id)
);

-- What an owner sees, newest first: ids rise with time.
create index stored_file_of_owner on platform.stored_file (tenant_id, owner, id);
-- Retention.
create index stored_file_expiry on platform.stored_file (tenant_id, expires_at) where expires_at is not null;

select platform.protect_tenant_table('platform.stored_file', 'insert, delete');

-- In pieces, so that neither a row nor a statement is as large as a file.
create table platform.stored_file_chunk (
  tenant_id text not null,
  file_id uuid not null,
  place integer not null check (place >= 0),
  bytes bytea not null check (octet_length(bytes) between 1 and 262144),
  primary key (tenant_id, file_id, place),
  foreign key (tenant_id, file_id) references platform.stored_file (tenant_id, id) on delete cascade
);

select platform.protect_tenant_table('platform.stored_file_chunk', 'insert, delete');
