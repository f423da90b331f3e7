import { DomainError, type TenantId } from '@quotewright/kernel';
import type { Installation } from '../compose/installation.ts';

/** Throws `TENANT_UNKNOWN`: a document must not make a tenant by a slip of the pen. */
export async function refuseUnknownTenant(
  { database, modules }: Installation,
  tenant: TenantId,
): Promise<void> {
  const found = await database.withTenant(tenant, 'read', (tx) => modules.tenancy.findTenant(tx));
  if (found === undefined)
    throw new DomainError('TENANT_UNKNOWN', 'notFound', `there is no tenant "${tenant}" here`);
}
