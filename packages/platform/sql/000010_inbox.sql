-- What each consumer has done about which event. The row is written in the transaction of the effect, or after an effect that may be
-- repeated: an event that comes again is found here and has no second effect.
create table platform.inbox (
  tenant_id text not null,
  consumer text not null,
  event_id uuid not null,
  handled_at timestamptz not null,
  primary key (tenant_id, consumer, event_id)
);

-- Retention: the oldest rows of all tenants.
create index inbox_handled_at on platform.inbox (handled_at);

select platform.protect_tenant_table('platform.inbox', 'insert');

create policy system_forgets on platform.inbox for select to qw_system using (true);
create policy system_forgets_old on platform.inbox for delete to qw_system using (true);
-- Several processes forget at a time and must not wait for each other: they lock what they forget, which asks for the right to update.
-- No update passes.
create policy system_locks_old on platform.inbox for update to qw_system using (true) with check (false);
grant select, delete, update (handled_at) on platform.inbox to qw_system;

-- Events that a consumer could not handle. `waiting`: something its effect needs is away (a store), and it is tried again by itself.
-- `parked`: kept with their error until somebody has them handled again or gives them up.
-- `event` is the whole event as the consumer got it. `message` is what came instead of one, under the tenant '*', which no tenant can
-- be: whose message it is cannot be read.
create table platform.parked_event (
  tenant_id text not null,
  id uuid not null,
  consumer text not null,
  event_id uuid not null,
  type text,
  aggregate_type text,
  aggregate_id text,
  schema_version integer,
  occurred_at timestamptz,
  -- json, not jsonb: kept as written (jsonb refuses \u0000), and never searched.
  event json,
  message bytea,
  error_code text not null,
  error_message text not null,
  attempts integer not null check (attempts >= 1),
  state text not null check (state in ('waiting', 'parked', 'replayed', 'discarded')),
  parked_at timestamptz not null,
  resolved_at timestamptz,
  resolved_by text,
  primary key (tenant_id, id),
  unique (tenant_id, consumer, event_id),
  check ((tenant_id = '*') = (event is null)),
  check ((event is null) = (message is not null)),
  check ((event is null) = (type is null)),
  check ((type is null) = (aggregate_type is null)),
  check ((type is null) = (aggregate_id is null)),
  check ((type is null) = (schema_version is null)),
  check ((type is null) = (occurred_at is null)),
  check ((state in ('waiting', 'parked')) = (resolved_at is null)),
  check ((resolved_at is null) = (resolved_by is null))
);

-- Newest first, of one state; and of all tenants for whoever operates the installation.
create index parked_event_newest on platform.parked_event (tenant_id, state, parked_at, id);
create index parked_event_open on platform.parked_event (state, parked_at, id) where resolved_at is null;
-- What waits, of each consumer and tenant: what was tried least comes first, so that nothing stands behind what never succeeds.
create index parked_event_waiting on platform.parked_event (consumer, tenant_id, attempts, parked_at, id) where state = 'waiting';
-- Retention.
create index parked_event_resolved on platform.parked_event (resolved_at) where resolved_at is not null;

select platform.protect_tenant_table('platform.parked_event', 'insert, update');

-- The system sees all of them, as it sees the outbox, and writes those of no tenant.
create policy system_sees on platform.parked_event for select to qw_system using (true);
create policy system_parks on platform.parked_event for insert to qw_system with check (tenant_id = '*');
create policy system_resolves on platform.parked_event for update to qw_system
  using (tenant_id = '*') with check (tenant_id = '*');
create policy system_forgets on platform.parked_event for delete to qw_system using (resolved_at is not null);
create policy system_locks_resolved on platform.parked_event for update to qw_system
  using (resolved_at is not null) with check (false);
grant select, insert, delete on platform.parked_event to qw_system;
grant update (error_code, error_message, attempts, state, resolved_at, resolved_by) on platform.parked_event to qw_system;
