-- Who wants to be told of facts, and what is to be told to whom.
create table platform.webhook_subscription (
  tenant_id text not null,
  id uuid not null,
  -- The subject that made it: partners see what they made themselves.
  created_by text not null,
  -- Of its token: with them it is asked anew at each delivery what the subject may read.
  created_roles text[] not null,
  callback text not null check (length(callback) between 1 and 2000),
  -- Empty: every type.
  event_types text[] not null,
  description text,
  -- `sealed:…` (AES-256-GCM) or `plain:…`; the sender needs the secret itself to sign with.
  secret text not null,
  previous_secret text,
  previous_secret_until timestamptz,
  -- Of the first failure since the last success.
  failing_since timestamptz,
  disabled_at timestamptz,
  disabled_reason text check (disabled_reason in ('gone', 'failing')),
  created_at timestamptz not null,
  primary key (tenant_id, id),
  check ((disabled_at is null) = (disabled_reason is null)),
  check ((previous_secret is null) = (previous_secret_until is null))
);

select platform.protect_tenant_table('platform.webhook_subscription');

-- A dispatcher claims a due row (SKIP LOCKED), raises `fence` and holds a lease, which is `due_at` meanwhile; whoever writes with an
-- older fence has lost the delivery and changes nothing.
--
-- No foreign key: removing a subscription must not take as long as its deliveries are many. What it leaves pending ends at its next
-- turn, and all of it falls to retention.
create table platform.webhook_delivery (
  tenant_id text not null,
  id uuid not null,
  subscription_id uuid not null,
  -- Of the callback, with the port: how many requests go to one host at a time is bounded.
  host text not null,
  event_id uuid not null,
  event_type text not null,
  -- To read what the event is about. Kept here, so that a dispatcher need not know the type.
  read_permission text not null,
  -- As it is sent and signed, byte by byte.
  body text not null,
  state text not null check (state in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0 check (attempts >= 0),
  due_at timestamptz,
  fence bigint not null default 0,
  first_failed_at timestamptz,
  last_attempt_at timestamptz,
  last_status smallint,
  last_error text,
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, subscription_id, event_id),
  check ((state = 'pending') = (due_at is not null)),
  check ((state = 'pending') = (ended_at is null))
);

-- The claim: what is due, host by host, over all tenants. Holds pending deliveries only.
create index webhook_delivery_due on platform.webhook_delivery (host, due_at) where due_at is not null;
-- What a subscriber sees, newest first: ids rise with time.
create index webhook_delivery_newest on platform.webhook_delivery (tenant_id, subscription_id, id);
-- Retention.
create index webhook_delivery_ended on platform.webhook_delivery (ended_at) where ended_at is not null;

select platform.protect_tenant_table('platform.webhook_delivery', 'insert, update');

-- The system finds and takes what is due, and forgets what has ended. It sees neither bodies nor subscriptions: a claimed delivery is
-- read, sent and settled as its tenant.
create policy system on platform.webhook_delivery for all to qw_system using (true) with check (true);
grant select (tenant_id, id, host, attempts, due_at, fence, ended_at) on platform.webhook_delivery to qw_system;
grant update (attempts, due_at, fence) on platform.webhook_delivery to qw_system;
grant delete on platform.webhook_delivery to qw_system;
