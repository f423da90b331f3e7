-- What a published version knows and the draft does not: a draft is brought back to a version by taking away the sections
-- that the version does not have.
grant delete on catalog.draft_section to qw_app;

-- One item through all versions: its history. The primary key leads with the version.
create index version_item_by_id on catalog.version_item (tenant_id, section, id, version);
