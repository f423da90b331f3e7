-- What lists and prices ask of an offering besides: to which segments it is sold, and where it can be delivered.
-- Empty arrays: no restriction.
alter table catalog.version_offering
  add column segments text[] not null default '{}',
  add column places text[] not null default '{}';
