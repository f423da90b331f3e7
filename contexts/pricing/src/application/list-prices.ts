import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { Price } from '../domain/price.ts';
import type { PinnedPriceList } from '../domain/price-input.ts';
import type { PriceListVersions } from '../ports/price-list-versions.ts';
import type { PriceFilter, Prices } from '../ports/prices.ts';
import { findPriceListVersion } from './find-price-list-version.ts';

export interface ListPricesDeps {
  readonly versions: PriceListVersions;
  readonly prices: Prices;
}

/** The prices of a published version, by offering and in the order of the document. */
export const listPrices =
  (deps: ListPricesDeps) =>
  async (tx: Tx, list: PinnedPriceList, filter: PriceFilter, page: PageRequest): Promise<Page<Price>> => {
    await findPriceListVersion(deps)(tx, list.id, list.version);
    return deps.prices.page(tx, list, filter, page);
  };
