import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { permissionsOf } from '../domain/authorization-policy.ts';
import { excludedError, exclusion } from '../domain/decision.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { User } from '../domain/user.ts';
import type { TenantDocumentStore } from '../ports/tenant-document-store.ts';
import type { TenantStore } from '../ports/tenant-store.ts';
import type { UserStore } from '../ports/user-store.ts';

export interface Myself {
  readonly tenant: Tenant;
  /** What the directory knows; absent when only the token speaks for the caller. */
  readonly user?: User;
  readonly permissions: readonly string[];
}

interface WhoAmIDeps {
  readonly tenants: TenantStore;
  readonly users: UserStore;
  readonly documents: TenantDocumentStore;
}

/** What a client needs to greet its user and to offer only what they may do. */
export const whoAmI =
  (deps: WhoAmIDeps) =>
  async (tx: Tx, principal: Principal): Promise<Myself> => {
    const tenant = await deps.tenants.find(tx);
    const policy = await deps.documents.active(tx, 'authorizationPolicy');
    if (tenant === undefined || policy === undefined) throw excludedError('TENANT_UNKNOWN');
    const user = await deps.users.find(tx, principal.subject);
    const excluded = exclusion({ tenantState: tenant.state, ...(user && { userState: user.state }) });
    if (excluded !== undefined) throw excludedError(excluded);
    return { tenant, ...(user && { user }), permissions: permissionsOf(policy.body, principal.roles) };
  };
