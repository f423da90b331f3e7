-- Circuits to external systems that an operator has taken out of the hands of the automatic. Of the tenant alone: whoever stops its own
-- calls to a system stops nobody else's.
create table platform.circuit_override (
  tenant_id text not null,
  -- `system.operation`.
  circuit text not null check (length(circuit) between 3 and 130),
  position text not null check (position in ('open', 'closed')),
  reason text not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (tenant_id, circuit)
);

select platform.protect_tenant_table('platform.circuit_override');
