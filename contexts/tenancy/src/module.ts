import type { Authorizer, PermissionDefinition, Principal } from '@quotewright/platform/auth';
import type { ContextModule } from '@quotewright/platform/module';
import type { Database, Tx } from '@quotewright/platform/postgres';
import { pgInstallationSource } from './adapters/installation-source.pg.ts';
import { pgKnownPermissionStore } from './adapters/known-permission-store.pg.ts';
import { pgPolicySource } from './adapters/policy-source.pg.ts';
import { pgTenantDocumentStore } from './adapters/tenant-document-store.pg.ts';
import { pgTenantStore } from './adapters/tenant-store.pg.ts';
import { pgUserStore } from './adapters/user-store.pg.ts';
import type { TenancyApi } from './api.ts';
import { policyAuthorizer } from './application/authorize.ts';
import { type ChangeTenantState, changeTenantState } from './application/change-tenant-state.ts';
import { type CreateTenant, createTenant } from './application/create-tenant.ts';
import { createUser } from './application/create-user.ts';
import { grantNewPermissions, type PermissionUpgrade } from './application/grant-new-permissions.ts';
import { listUsers } from './application/list-users.ts';
import { readDocument } from './application/read-document.ts';
import { readTenantName } from './application/read-tenant-name.ts';
import { readUser } from './application/read-user.ts';
import { replaceAuthorizationPolicy } from './application/replace-authorization-policy.ts';
import { replaceDocument } from './application/replace-document.ts';
import { replaceTenantConfig } from './application/replace-tenant-config.ts';
import { updateUser } from './application/update-user.ts';
import { whoAmI } from './application/who-am-i.ts';
import { tenancyErrors } from './domain/errors.ts';
import type { Tenant } from './domain/tenant.ts';
import { tenancyMigrations } from './migrations.ts';
import { tenancyPermissions } from './permissions.ts';
import { authorizationPolicyRoutes } from './resources/authorization-policy.resource.ts';
import { featureFlagsRoutes } from './resources/feature-flags.resource.ts';
import { meRoutes } from './resources/me.resource.ts';
import { tenantConfigRoutes } from './resources/tenant-config.resource.ts';
import { userRoutes } from './resources/user.resource.ts';

export interface TenancyDeps {
  readonly database: Database;
  /** Of all contexts. Asked when needed, because the contexts are made one after the other. */
  readonly permissions: () => readonly PermissionDefinition[];
}

export interface TenancyModule extends ContextModule {
  readonly api: TenancyApi;
  /** Opens its own transaction: to be asked outside of one. */
  readonly authorizer: Authorizer;
  /** Creates the tenant of the transaction. Throws `TENANT_EXISTS`, `TENANT_CONFIG_INVALID`. */
  createTenant(tx: Tx, actor: Principal, command: CreateTenant): Promise<Tenant>;
  /** `undefined` when the tenant of the transaction was never created. */
  findTenant(tx: Tx): Promise<Tenant | undefined>;
  /** Suspends the tenant of the transaction or lets it work again. Throws `TENANT_UNKNOWN`. */
  changeTenantState(tx: Tx, actor: Principal, command: ChangeTenantState): Promise<Tenant>;
  /**
   * To be called at the start, after the migrations: what this release adds is granted to its default roles in every
   * tenant that does not know it. Opens its own transactions; safe from several processes at once, and to repeat.
   */
  grantNewPermissions(): Promise<PermissionUpgrade>;
}

export function tenancyModule({ database, permissions }: TenancyDeps): TenancyModule {
  const tenants = pgTenantStore;
  const users = pgUserStore;
  const documents = pgTenantDocumentStore;
  const known = pgKnownPermissionStore;
  const knownPermissions = () => new Set<string>(permissions().map(({ permission }) => permission));

  const read = readDocument({ documents });
  return {
    name: 'tenancy',
    migrations: tenancyMigrations,
    errors: tenancyErrors,
    permissions: tenancyPermissions,
    jobs: [],
    routes: [
      ...meRoutes({ whoAmI: whoAmI({ tenants, users, documents }) }),
      ...tenantConfigRoutes({ read, replace: replaceTenantConfig({ documents }) }),
      ...featureFlagsRoutes({ read, replace: replaceDocument({ documents }) }),
      ...authorizationPolicyRoutes({
        read,
        replace: replaceAuthorizationPolicy({ documents, knownPermissions }),
        permissions,
      }),
      ...userRoutes({
        list: listUsers({ users }),
        read: readUser({ users }),
        create: createUser({ users, documents }),
        update: updateUser({ tenants, users, documents }),
      }),
    ],
    api: {
      async tenantConfig(tx) {
        const { version, body } = await read(tx, 'tenantConfig');
        return { version, ...body };
      },
      async tenantConfigVersion(tx, wanted) {
        const { version, body } = await read(tx, 'tenantConfig', wanted);
        return { version, ...body };
      },
      async featureFlags(tx) {
        const { version, body } = await read(tx, 'featureFlags');
        return { version, ...body };
      },
      installation: (tx) => pgInstallationSource.read(tx),
      tenantName: readTenantName({ tenants }),
    },
    authorizer: policyAuthorizer({ policies: pgPolicySource(database) }),
    createTenant: createTenant({ tenants, documents, known, permissions }),
    findTenant: (tx) => tenants.find(tx),
    changeTenantState: changeTenantState({ tenants }),
    grantNewPermissions: grantNewPermissions({ database, documents, known, permissions }),
  };
}
