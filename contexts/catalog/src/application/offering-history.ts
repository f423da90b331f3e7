import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { ItemVersion } from '../domain/item-changes.ts';
import type { OfferingHistory } from '../ports/offering-history.ts';

interface ReadOfferingHistory {
  readonly offeringId: string;
  readonly limit: number;
  /** The last version of the page before. */
  readonly before?: number;
}

/** Newest first. Throws `OFFERING_UNKNOWN` where no published version ever had the offering. */
export const readOfferingHistory =
  ({ history }: { readonly history: OfferingHistory }) =>
  async (tx: Tx, { offeringId, ...page }: ReadOfferingHistory): Promise<readonly ItemVersion[]> => {
    const changes = await history.changes(tx, offeringId, page);
    if (changes.length === 0 && page.before === undefined) {
      throw fail('OFFERING_UNKNOWN', 'no published version ever had this offering');
    }
    return changes;
  };
