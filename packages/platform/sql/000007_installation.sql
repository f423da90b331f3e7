-- This installation: one row, of no tenant. The id separates the keys of installations that share a store.
-- `truth_epoch` is raised by the owner after a restore: whatever was derived from the truth before is void.
create table platform.installation (
  singleton boolean primary key default true check (singleton),
  installation_id uuid not null,
  truth_epoch bigint not null check (truth_epoch >= 1)
);

insert into platform.installation (installation_id, truth_epoch) values (gen_random_uuid(), 1);

grant select on platform.installation to qw_app, qw_system;
