import type { TenantId } from '@quotewright/kernel';
import type { SystemTx, Tx } from '@quotewright/platform/postgres';

/** Which permissions a tenant's policy was asked about. Only grows. */
export interface KnownPermissionStore {
  /** At most `limit` tenants above `after`, in the order of ids, that do not know all of `permissions`. */
  tenantsLacking(
    tx: SystemTx,
    permissions: readonly string[],
    page: { readonly limit: number; readonly after?: TenantId },
  ): Promise<readonly TenantId[]>;
  /** `undefined` for a tenant from before there was a record. */
  find(tx: Tx): Promise<ReadonlySet<string> | undefined>;
  /** Every permission that any version of the policy ever granted to any role. */
  everGranted(tx: Tx): Promise<ReadonlySet<string>>;
  /** What is recorded already keeps its version. */
  record(tx: Tx, permissions: readonly string[], policyVersion: number): Promise<void>;
}
