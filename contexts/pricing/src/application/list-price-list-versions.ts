import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { PriceListVersion } from '../domain/price-list-version.ts';
import type { PriceListVersions } from '../ports/price-list-versions.ts';
import type { PriceLists } from '../ports/price-lists.ts';
import { findPriceList } from './find-price-list.ts';

export interface ListPriceListVersionsDeps {
  readonly lists: PriceLists;
  readonly versions: PriceListVersions;
}

/** The published ones, newest first. */
export const listPriceListVersions =
  (deps: ListPriceListVersionsDeps) =>
  async (tx: Tx, priceListId: string, page: PageRequest): Promise<Page<PriceListVersion>> => {
    const { id } = await findPriceList(deps)(tx, priceListId);
    return deps.versions.page(tx, id, page);
  };
