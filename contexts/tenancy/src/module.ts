import type { TenantId } from '@quotewright/kernel';
import { systemClock } from '@quotewright/kernel';
import type { Authorizer, PermissionDefinition, Principal } from '@quotewright/platform/auth';
import { acceleratedReads, type Caches } from '@quotewright/platform/cache';
import type { TenantLimitsSource } from '@quotewright/platform/limits';
import type { ContextModule } from '@quotewright/platform/module';
import type { Database, Tx } from '@quotewright/platform/postgres';
import { pgBreakGlassStore } from './adapters/break-glass-store.pg.ts';
import { pgInstallationSource } from './adapters/installation-source.pg.ts';
import { pgKnownPermissionStore } from './adapters/known-permission-store.pg.ts';
import { acceleratedPolicySource } from './adapters/policy-source.accelerated.ts';
import { pgPolicySource } from './adapters/policy-source.pg.ts';
import { acceleratedSettingsSource } from './adapters/settings-source.accelerated.ts';
import { forgettingStores, type TenancyStores } from './adapters/stores.accelerated.ts';
import { tenancyCachesConsumer } from './adapters/tenancy-caches.accelerated.ts';
import { tenancyCopies } from './adapters/tenancy-copies.ts';
import { keysOfChange } from './adapters/tenancy-keys.ts';
import { pgTenantDocumentStore } from './adapters/tenant-document-store.pg.ts';
import { pgTenantIds } from './adapters/tenant-ids.pg.ts';
import { pgTenantStore } from './adapters/tenant-store.pg.ts';
import { pgUserStore } from './adapters/user-store.pg.ts';
import type { TenancyApi } from './api.ts';
import { policyAuthorizer } from './application/authorize.ts';
import { breakGlass } from './application/break-glass.ts';
import { type ChangeTenantState, changeTenantState } from './application/change-tenant-state.ts';
import { type CreateTenant, createTenant } from './application/create-tenant.ts';
import { createUser } from './application/create-user.ts';
import { grantNewPermissions, type PermissionUpgrade } from './application/grant-new-permissions.ts';
import { listTenants } from './application/list-tenants.ts';
import { listUsers } from './application/list-users.ts';
import { readDocument } from './application/read-document.ts';
import { readSettings } from './application/read-settings.ts';
import { readTenantName } from './application/read-tenant-name.ts';
import { readUser } from './application/read-user.ts';
import { replaceAuthorizationPolicy } from './application/replace-authorization-policy.ts';
import { replaceDocument } from './application/replace-document.ts';
import { replaceRateLimits } from './application/replace-rate-limits.ts';
import { replaceTenantConfig } from './application/replace-tenant-config.ts';
import { tenantLimits } from './application/tenant-limits.ts';
import { updateUser } from './application/update-user.ts';
import { whoAmI } from './application/who-am-i.ts';
import { tenancyErrors } from './domain/errors.ts';
import { tenancyEvents } from './domain/events.ts';
import type { Tenant } from './domain/tenant.ts';
import { tenancyMigrations } from './migrations.ts';
import { tenancyPermissions } from './permissions.ts';
import type { PolicySource } from './ports/policy-source.ts';
import type { SettingsSource } from './ports/settings-source.ts';
import { authorizationPolicyRoutes } from './resources/authorization-policy.resource.ts';
import { featureFlagsRoutes } from './resources/feature-flags.resource.ts';
import { meRoutes } from './resources/me.resource.ts';
import { rateLimitsRoutes } from './resources/rate-limits.resource.ts';
import { tenantConfigRoutes } from './resources/tenant-config.resource.ts';
import { userRoutes } from './resources/user.resource.ts';

export interface TenancyDeps {
  readonly database: Database;
  /** Of all contexts. Asked when needed, because the contexts are made one after the other. */
  readonly permissions: () => readonly PermissionDefinition[];
  /** Absent: PostgreSQL answers everything. */
  readonly caches?: Caches;
  /** How many times the quotas of the release a tenant may give itself; default 10. */
  readonly quotaCeiling?: number;
}

const QUOTA_CEILING = 10;

export interface TenancyModule extends ContextModule {
  readonly api: TenancyApi;
  /** Opens its own transaction: to be asked outside of one. */
  readonly authorizer: Authorizer;
  /** Likewise. */
  readonly limits: TenantLimitsSource;
  /** Creates the tenant of the transaction. Throws `TENANT_EXISTS`, `TENANT_CONFIG_INVALID`. */
  createTenant(tx: Tx, actor: Principal, command: CreateTenant): Promise<Tenant>;
  /** The ids of all tenants. Opens its own transactions. */
  listTenants(): AsyncGenerator<TenantId>;
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

export function tenancyModule({
  database,
  permissions,
  caches,
  quotaCeiling = QUOTA_CEILING,
}: TenancyDeps): TenancyModule {
  const { stores, settings, policies, ...copied } =
    caches === undefined ? fromTables(database) : fromCopies(database, caches);
  const { tenants, users, documents } = stores;
  const known = pgKnownPermissionStore;
  const knownPermissions = () => new Set<string>(permissions().map(({ permission }) => permission));

  const read = readDocument({ documents });
  const readForOthers = readSettings({ settings });
  return {
    name: 'tenancy',
    migrations: tenancyMigrations,
    errors: tenancyErrors,
    events: tenancyEvents,
    permissions: tenancyPermissions,
    ...copied,
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
      ...rateLimitsRoutes({
        read: (tx) => documents.active(tx, 'rateLimits'),
        replace: replaceRateLimits({ documents, quotaCeiling }),
        breakGlass: breakGlass({ glasses: pgBreakGlassStore }),
      }),
      ...userRoutes({
        list: listUsers({ users }),
        read: readUser({ users }),
        create: createUser({ tenants, users, documents }),
        update: updateUser({ tenants, users, documents }),
      }),
    ],
    api: {
      async tenantConfig(tx) {
        const { version, body } = await readForOthers(tx, 'tenantConfig');
        return { version, ...body };
      },
      async tenantConfigVersion(tx, wanted) {
        const { version, body } = await readForOthers(tx, 'tenantConfig', wanted);
        return { version, ...body };
      },
      async featureFlags(tx) {
        const { version, body } = await readForOthers(tx, 'featureFlags');
        return { version, ...body };
      },
      installation: (tx) => pgInstallationSource.read(tx),
      tenantName: readTenantName({ tenants }),
    },
    authorizer: policyAuthorizer({ policies }),
    limits: tenantLimits({ database, documents, glasses: pgBreakGlassStore }),
    createTenant: createTenant({ tenants, documents, known, permissions }),
    listTenants: listTenants({ database, tenantIds: pgTenantIds }),
    findTenant: (tx) => tenants.find(tx),
    changeTenantState: changeTenantState({ tenants }),
    grantNewPermissions: grantNewPermissions({ database, documents, known, permissions }),
  };
}

interface TenancySources extends Pick<ContextModule, 'caches' | 'consumers'> {
  readonly stores: TenancyStores;
  readonly settings: SettingsSource;
  readonly policies: PolicySource;
}

const pgStores: TenancyStores = {
  tenants: pgTenantStore,
  users: pgUserStore,
  documents: pgTenantDocumentStore,
};

function fromTables(database: Database): TenancySources {
  return { stores: pgStores, settings: pgTenantDocumentStore, policies: pgPolicySource(database) };
}

function fromCopies(database: Database, caches: Caches): TenancySources {
  const reads = acceleratedReads({ caches, database, clock: systemClock });
  const keysOf = keysOfChange(caches);
  return {
    stores: forgettingStores(pgStores, caches, keysOf),
    settings: acceleratedSettingsSource(pgTenantDocumentStore, reads),
    // Where changes do not reach every process, all grounds are read at once.
    policies: caches.sharesChanges ? acceleratedPolicySource({ database, reads }) : pgPolicySource(database),
    caches: tenancyCopies(caches),
    consumers: [tenancyCachesConsumer(caches, keysOf)],
  };
}
