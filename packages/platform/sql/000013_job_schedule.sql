-- When each tenant's scheduled jobs are next enqueued: one row for each tenant and type of job. A worker that finds a row due locks it
-- (SKIP LOCKED), enqueues the job and moves the time forward, all in one transaction: of several workers exactly one does.
create table platform.job_schedule (
  tenant_id text not null,
  type text not null,
  next_run_at timestamptz not null,
  primary key (tenant_id, type)
);

-- What is due, over all tenants.
create index job_schedule_due on platform.job_schedule (next_run_at);

select platform.protect_tenant_table('platform.job_schedule', 'update');

-- The system finds what is due and gives new tenants their rows. It enqueues nothing: that is done as the tenant.
create policy system_finds_due_schedules on platform.job_schedule for select to qw_system using (true);
create policy system_adds_schedules on platform.job_schedule for insert to qw_system with check (true);
grant select, insert on platform.job_schedule to qw_system;
