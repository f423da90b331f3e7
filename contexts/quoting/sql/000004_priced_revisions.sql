-- What was priced since when, in an order that can be gone on from anywhere: for the proof of kept prices.
create index quote_revision_by_priced on quoting.quote_revision (tenant_id, priced_at, quote_id, revision)
  where priced_at is not null;
