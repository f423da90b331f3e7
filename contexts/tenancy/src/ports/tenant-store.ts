import type { Tx } from '@quotewright/platform/postgres';
import type { Tenant, TenantState } from '../domain/tenant.ts';

/** The one tenant of the transaction. */
export interface TenantStore {
  /** `false` when it exists already. */
  insert(tx: Tx, tenant: Tenant): Promise<boolean>;
  find(tx: Tx): Promise<Tenant | undefined>;
  /** As `find`, and holds the row until the transaction ends. */
  lock(tx: Tx): Promise<Tenant | undefined>;
  setState(tx: Tx, state: TenantState): Promise<void>;
}
