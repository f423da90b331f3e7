import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { PriceListRecord } from '../domain/price-list-record.ts';
import type { PriceLists } from '../ports/price-lists.ts';

export const findPriceList =
  ({ lists }: { readonly lists: PriceLists }) =>
  async (tx: Tx, id: string): Promise<PriceListRecord> => {
    const list = await lists.find(tx, id);
    if (list === undefined) throw fail('PRICE_LIST_NOT_FOUND', `there is no price list "${id}"`);
    return list;
  };
