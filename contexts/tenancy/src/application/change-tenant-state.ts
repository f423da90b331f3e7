import { appendAudit } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import { appendEvents, eventOf } from '@quotewright/platform/messaging';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import { tenantStateChanged } from '../domain/events.ts';
import type { Tenant, TenantState } from '../domain/tenant.ts';
import type { TenantStore } from '../ports/tenant-store.ts';

export interface ChangeTenantState {
  readonly state: TenantState;
  readonly reason: string;
}

/** For the operator of the installation: suspends a tenant (all its requests are refused), or lets it work again. */
export const changeTenantState =
  (deps: { readonly tenants: TenantStore }) =>
  async (tx: Tx, actor: Principal, { state, reason }: ChangeTenantState): Promise<Tenant> => {
    const tenant = await deps.tenants.lock(tx);
    if (tenant === undefined) throw fail('TENANT_UNKNOWN', `there is no tenant "${tx.tenant}"`);
    if (tenant.state === state) return tenant;
    const changed: Tenant = { ...tenant, state };
    await deps.tenants.setState(tx, state);
    await appendAudit(tx, {
      actor,
      action: 'tenant.changeState',
      entity: { type: 'tenant', id: tenant.id },
      reason,
      detail: { from: tenant.state, to: state },
    });
    await appendEvents(tx, [eventOf(tenantStateChanged, tenant.id, { state })]);
    return changed;
  };
