-- The installation's own secret for copies outside this database: who may write to the cache's store can forge none, and who may
-- read it learns nothing of those that are encrypted. Whoever can read this table has the truth anyway. No role inside the door
-- can: no grant is given. Random bytes of the program, because the core of PostgreSQL has none of this length.
create table platform.cache_secret (
  id text primary key check (id ~ '^[a-z][a-z0-9.-]{0,31}$'),
  secret bytea not null check (octet_length(secret) >= 32),
  created_at timestamptz not null default now()
);
