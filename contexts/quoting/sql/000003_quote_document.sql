-- What the customer was given, byte by byte. Append-only evidence: an acceptance names its hashes.
create table quoting.quote_document (
  tenant_id text not null,
  quote_id uuid not null,
  revision integer not null,
  format text not null check (format in ('html', 'pdf')),
  presented_at timestamptz not null,
  -- Which version of the renderer made it.
  renderer text not null,
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'), -- SHA-256 of the content
  content bytea not null,
  primary key (tenant_id, quote_id, revision, format),
  foreign key (tenant_id, quote_id, revision)
    references quoting.quote_revision (tenant_id, quote_id, revision)
);

-- PDF is compressed already, and HTML is read whole: no second compression, no pieces.
alter table quoting.quote_document alter column content set storage external;

select platform.protect_tenant_table('quoting.quote_document', 'insert');

-- Which document was accepted. Absent where a quote was presented before documents were kept.
alter table quoting.quote_acceptance
  add column html_hash text,
  add column pdf_hash text,
  add check (num_nulls(html_hash, pdf_hash) in (0, 2));
