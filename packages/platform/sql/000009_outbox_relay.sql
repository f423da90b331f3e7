-- Who sends which partition of the outbox (000002). A relay holds a partition until `lease_until`, renews while it sends, and
-- marks events as sent only while `holder` is its own: one that was taken for dead changes nothing any more.
--
-- Of no tenant. The 32 rows are put here by the first relay that starts, not here: a backup is restored into empty tables.
create table platform.outbox_partition (
  partition smallint primary key check (partition between 0 and 31),
  holder uuid,
  -- Of the present holder, or when the last one gave the partition back.
  lease_until timestamptz not null
);

grant select, insert on platform.outbox_partition to qw_system;
grant update (holder, lease_until) on platform.outbox_partition to qw_system;

-- Retention: what was sent long enough ago is removed, oldest first. What was not sent cannot be.
create index outbox_sent on platform.outbox (sent_at) where sent_at is not null;
create policy system_removes_sent on platform.outbox as restrictive for delete to qw_system using (sent_at is not null);
grant delete on platform.outbox to qw_system;
