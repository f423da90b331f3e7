import type { Tx } from '@quotewright/platform/postgres';
import type { OfferingLifecycles } from '../domain/lifecycle.ts';
import type { OfferingHistory } from '../ports/offering-history.ts';
import type { TenantCatalogStore } from '../ports/tenant-catalog-store.ts';

interface ActiveLifecyclesDeps {
  readonly catalog: TenantCatalogStore;
  readonly history: OfferingHistory;
}

/** Where the offerings of the active version stand; empty before the first publication. */
export const activeLifecycles =
  ({ catalog, history }: ActiveLifecyclesDeps) =>
  async (tx: Tx): Promise<OfferingLifecycles> => {
    const { activeVersion } = await catalog.read(tx);
    return activeVersion === undefined ? new Map() : history.lifecycles(tx, activeVersion);
  };
