import type { Tx } from '@quotewright/platform/postgres';
import type { ItemVersion } from '../domain/item-changes.ts';
import type { OfferingLifecycles } from '../domain/lifecycle.ts';

/** Offerings across published versions. */
export interface OfferingHistory {
  /** Newest first, below `before`: the published versions in which the offering came, changed or went. */
  changes(
    tx: Tx,
    offeringId: string,
    page: { readonly limit: number; readonly before?: number },
  ): Promise<readonly ItemVersion[]>;
  lifecycles(tx: Tx, version: number): Promise<OfferingLifecycles>;
}
