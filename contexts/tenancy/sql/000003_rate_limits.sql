-- What a tenant decides about its rate limits is one more of its documents. A tenant without one has the limits of the release.
alter table tenancy.tenant_document_version drop constraint tenant_document_version_kind_check;
alter table tenancy.tenant_document_version add constraint tenant_document_version_kind_check
  check (kind in ('authorizationPolicy', 'tenantConfig', 'featureFlags', 'rateLimits'));

-- Who may repair while requests cannot be counted, and until when. The last time of each; the audit trail has all of them.
create table tenancy.break_glass (
  tenant_id text not null references tenancy.tenant,
  subject text not null,
  reason text not null,
  opened_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > opened_at and expires_at <= opened_at + interval '1 hour'),
  primary key (tenant_id, subject)
);

select platform.protect_tenant_table('tenancy.break_glass', 'insert, update');
