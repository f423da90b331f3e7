import { timestamp } from '@quotewright/kernel';
import { appendAudit } from '@quotewright/platform/audit';
import type { PermissionDefinition, Principal } from '@quotewright/platform/auth';
import { appendEvents, eventOf } from '@quotewright/platform/messaging';
import type { Tx } from '@quotewright/platform/postgres';
import { initialPolicy } from '../domain/authorization-policy.ts';
import { fail } from '../domain/errors.ts';
import { tenantCreated } from '../domain/events.ts';
import type { Tenant } from '../domain/tenant.ts';
import { defaultSettings, type TenantSettings } from '../domain/tenant-config.ts';
import type { KnownPermissionStore } from '../ports/known-permission-store.ts';
import type { TenantDocumentStore } from '../ports/tenant-document-store.ts';
import type { TenantStore } from '../ports/tenant-store.ts';
import { recordDocument } from './record-document.ts';
import { checkSettings } from './replace-tenant-config.ts';

export interface CreateTenant {
  readonly name: string;
  /** What differs from the defaults. */
  readonly settings?: Partial<TenantSettings>;
  readonly flags?: Readonly<Record<string, boolean>>;
}

interface CreateTenantDeps {
  readonly tenants: TenantStore;
  readonly documents: TenantDocumentStore;
  readonly known: KnownPermissionStore;
  readonly permissions: () => readonly PermissionDefinition[];
}

/**
 * Creates the tenant of the transaction with version 1 of its policy, configuration and flags.
 * Throws `TENANT_EXISTS` and `TENANT_CONFIG_INVALID`.
 */
export const createTenant = (deps: CreateTenantDeps) => {
  const record = recordDocument(deps);
  return async (tx: Tx, actor: Principal, command: CreateTenant): Promise<Tenant> => {
    const settings = checkSettings({ ...defaultSettings, ...command.settings });
    const tenant: Tenant = {
      id: tx.tenant,
      name: command.name,
      state: 'active',
      createdAt: timestamp(tx.now),
    };
    if (!(await deps.tenants.insert(tx, tenant))) {
      throw fail('TENANT_EXISTS', `the tenant "${tx.tenant}" exists already`);
    }
    await appendAudit(tx, { actor, action: 'tenant.create', entity: { type: 'tenant', id: tenant.id } });
    await appendEvents(tx, [eventOf(tenantCreated, tenant.id, { state: tenant.state })]);
    const definitions = deps.permissions();
    const policy = initialPolicy(definitions);
    await record(tx, actor, { kind: 'authorizationPolicy', version: 1, body: policy });
    const known = definitions.map(({ permission }) => permission);
    await deps.known.record(tx, known, 1);
    await record(tx, actor, { kind: 'tenantConfig', version: 1, body: settings });
    await record(tx, actor, { kind: 'featureFlags', version: 1, body: { flags: { ...command.flags } } });
    return tenant;
  };
};
