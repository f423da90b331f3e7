import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { PriceListRecord } from '../domain/price-list-record.ts';
import type { PriceLists } from '../ports/price-lists.ts';

/** Ordered by id. */
export const listPriceLists =
  ({ lists }: { readonly lists: PriceLists }) =>
  (tx: Tx, page: PageRequest): Promise<Page<PriceListRecord>> =>
    lists.page(tx, page);
