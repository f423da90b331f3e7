import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { TenantStore } from '../ports/tenant-store.ts';

/** What the tenant calls itself. Throws `TENANT_UNKNOWN`. */
export const readTenantName =
  ({ tenants }: { readonly tenants: TenantStore }) =>
  async (tx: Tx): Promise<string> => {
    const tenant = await tenants.find(tx);
    if (tenant === undefined) throw fail('TENANT_UNKNOWN', `there is no tenant "${tx.tenant}"`);
    return tenant.name;
  };
