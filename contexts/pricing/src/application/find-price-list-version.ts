import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { PriceListVersion } from '../domain/price-list-version.ts';
import type { PriceListVersions } from '../ports/price-list-versions.ts';

/** A published version; what is being built or has failed does not exist for readers. */
export const findPriceListVersion =
  ({ versions }: { readonly versions: PriceListVersions }) =>
  async (tx: Tx, priceListId: string, version: number): Promise<PriceListVersion> => {
    const found = await versions.find(tx, priceListId, version);
    if (found === undefined) {
      throw fail('PRICE_LIST_VERSION_NOT_FOUND', `"${priceListId}" has no published version ${version}`);
    }
    return found;
  };
