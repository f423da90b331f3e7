-- Numbers that people read (Q-2026-000042): per tenant, kind and year, without gaps among committed rows.
create table platform.number_sequence (
  tenant_id text not null,
  kind text not null,
  year smallint not null,
  last_value bigint not null check (last_value >= 1),
  primary key (tenant_id, kind, year)
);

select platform.protect_tenant_table('platform.number_sequence', 'insert, update');
