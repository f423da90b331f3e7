import type { TenantId } from '@quotewright/kernel';
import type { SystemTx } from '@quotewright/platform/postgres';

/** Which tenants there are, for work on all of them. */
export interface TenantIds {
  /** In their order, those behind `after`. */
  page(
    tx: SystemTx,
    page: { readonly limit: number; readonly after?: TenantId },
  ): Promise<readonly TenantId[]>;
}
