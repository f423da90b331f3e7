import { type TenantId, tenantId } from '@quotewright/kernel';
import type { Installation } from '../compose/installation.ts';
import { refuseUnknownTenant } from './refuse-unknown-tenant.ts';

/** The one that was named, or all of them. Throws `TENANT_UNKNOWN`. */
export async function chosenTenants(
  installation: Installation,
  wanted: string | undefined,
): Promise<AsyncIterable<TenantId> | readonly TenantId[]> {
  if (wanted === undefined) return installation.modules.tenancy.listTenants();
  const tenant = tenantId(wanted);
  await refuseUnknownTenant(installation, tenant);
  return [tenant];
}
