import type { TenantId } from '@quotewright/kernel';
import { type PermissionDefinition, systemPrincipal } from '@quotewright/platform/auth';
import type { Database, Tx } from '@quotewright/platform/postgres';
import { withNewPermissions } from '../domain/authorization-policy.ts';
import type { KnownPermissionStore } from '../ports/known-permission-store.ts';
import type { TenantDocumentStore } from '../ports/tenant-document-store.ts';
import { recordDocument } from './record-document.ts';

/** What a start of this release found to do. */
export interface PermissionUpgrade {
  /** How many tenants learnt of a permission. */
  readonly tenants: number;
  /** Those that at least one tenant did not know, sorted. */
  readonly permissions: readonly string[];
}

interface GrantNewPermissionsDeps {
  readonly database: Database;
  readonly documents: TenantDocumentStore;
  readonly known: KnownPermissionStore;
  readonly permissions: () => readonly PermissionDefinition[];
}

const PAGE = 200;

/**
 * Grants what this release adds to the default roles of each tenant that does not know it yet. Opens its own
 * transactions, one for each tenant: one that was interrupted is completed by the next start. Changes nothing where
 * everything is known, which costs one query.
 */
export const grantNewPermissions = (deps: GrantNewPermissionsDeps) => {
  const upgrade = upgradeTenant(deps);
  return async (): Promise<PermissionUpgrade> => {
    const wanted = [...new Set(deps.permissions().map(({ permission }) => permission))];
    const permissions = new Set<string>();
    let tenants = 0;
    let after: TenantId | undefined;
    do {
      const page = { limit: PAGE, ...(after !== undefined && { after }) };
      const lacking = await deps.database.withSystem((tx) => deps.known.tenantsLacking(tx, wanted, page));
      for (const tenant of lacking) {
        const added = await deps.database.withTenant(tenant, 'write', upgrade);
        for (const permission of added) permissions.add(permission);
        if (added.length > 0) tenants += 1;
      }
      after = lacking.at(-1);
    } while (after !== undefined);
    return { tenants, permissions: [...permissions].sort() };
  };
};

/** The permissions that the tenant of the transaction did not know. */
const upgradeTenant = (deps: GrantNewPermissionsDeps) => {
  const record = recordDocument(deps);
  return async (tx: Tx): Promise<readonly string[]> => {
    // Held until the commit: an administrator or another process that starts at this moment waits, and what is known is
    // read after the wait.
    const active = await deps.documents.lockActive(tx, 'authorizationPolicy');
    if (active === undefined) return [];
    const known = await knownTo(tx, deps.known);
    const definitions = deps.permissions();
    const added = definitions.filter(({ permission }) => !known.has(permission));
    const names = added.map(({ permission }) => permission).sort();
    const body = withNewPermissions(active.body, added);
    const document =
      body === active.body
        ? active
        : await record(tx, systemPrincipal(tx.tenant, 'release'), {
            kind: 'authorizationPolicy',
            version: active.version + 1,
            body,
            reason: `a new release brings ${names.join(', ')}`,
          });
    const every = definitions.map(({ permission }) => permission);
    await deps.known.record(tx, every, document.version);
    return names;
  };
};

/**
 * A tenant from before the record knows what any version of its policy ever granted. Its version 1 granted everything of
 * its time to `admin`, and nothing can have been taken away that was not granted before. A constant list of the
 * first release's permissions would be wrong for a tenant made by a later one.
 */
async function knownTo(tx: Tx, known: KnownPermissionStore): Promise<ReadonlySet<string>> {
  return (await known.find(tx)) ?? (await known.everGranted(tx));
}
