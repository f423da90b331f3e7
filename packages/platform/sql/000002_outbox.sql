-- Facts of committed changes, waiting to be sent. Written in the transaction of the change.
-- `partition` is a hash of the aggregate: a relay takes whole partitions and sends each in the order of ids,
-- so that the facts of one aggregate stay in order.
create table platform.outbox (
  tenant_id text not null,
  id bigint generated always as identity,
  event_id uuid not null,
  partition smallint not null check (partition between 0 and 31),
  aggregate_type text not null,
  aggregate_id text not null,
  type text not null,
  schema_version integer not null check (schema_version >= 1),
  data jsonb not null,
  traceparent text,
  occurred_at timestamptz not null,
  sent_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, event_id)
);

-- The relay's read: the unsent rows of a partition, oldest first. Stays as small as the backlog.
create index outbox_unsent on platform.outbox (partition, id) where sent_at is null;

select platform.protect_tenant_table('platform.outbox', 'insert');

create policy system on platform.outbox for all to qw_system using (true) with check (true);
grant select on platform.outbox to qw_system;
grant update (sent_at) on platform.outbox to qw_system;
