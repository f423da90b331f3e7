-- How an accepted document is written, and what it says: the job reads it later, when the request is gone.

alter table catalog.catalog_import
  add column media_type text not null default 'application/json'
    check (media_type in ('application/json', 'application/yaml')),
  add column format text not null default 'catalog' check (format in ('catalog', 'tmf620'));
