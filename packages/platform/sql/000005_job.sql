-- Work that outlives its request. A worker claims a due row (SKIP LOCKED), raises `fence` and holds a lease;
-- whoever writes with an older fence has lost the job and changes nothing.
create table platform.job (
  tenant_id text not null,
  id uuid not null,
  type text not null,
  state text not null check (state in ('queued', 'running', 'succeeded', 'failed')),
  -- json, not jsonb: kept as written (jsonb refuses \u0000), and never searched.
  input json not null,
  actor json not null,
  progress_done bigint not null default 0 check (progress_done >= 0),
  progress_total bigint not null default 0 check (progress_total >= 0),
  progress_unit text not null default '',
  result json,
  problem json,
  -- Runs begun; one that a stopping process handed back does not count.
  attempt integer not null default 0 check (attempt >= 0),
  -- When a worker may take it: the timer of a queued job, the end of the lease of a running one.
  due_at timestamptz,
  fence bigint not null default 0,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (tenant_id, id),
  check ((state in ('queued', 'running')) = (due_at is not null)),
  check ((state in ('succeeded', 'failed')) = (finished_at is not null))
);

-- The claim: what is due, over all tenants. Holds unfinished jobs only.
create index job_due on platform.job (due_at) where due_at is not null;

select platform.protect_tenant_table('platform.job', 'insert');

create policy system on platform.job for all to qw_system using (true) with check (true);
grant select on platform.job to qw_system;
grant update (state, progress_done, progress_total, progress_unit, result, problem, attempt, due_at, fence, finished_at)
  on platform.job to qw_system;
