import { queries } from '@quotewright/platform/postgres';
import type { PriceListImports } from '../ports/price-list-imports.ts';
import type { Tables } from './tables.ts';

const IMPORT = 'pricing.price_list_import';

export const pgPriceListImports: PriceListImports = {
  async receive(tx, { id, priceListId, mediaType, document, listName, listCurrency, by }) {
    await queries<Tables>(tx)
      .insertInto(IMPORT)
      .values({
        tenant_id: tx.tenant,
        id,
        price_list_id: priceListId,
        document,
        media_type: mediaType,
        list_name: listName ?? null,
        list_currency: listCurrency ?? null,
        received_by: by,
        received_at: new Date(tx.now),
        applied_at: null,
      })
      .execute();
  },

  async find(tx, id) {
    const row = await queries<Tables>(tx)
      .selectFrom(IMPORT)
      .select(['id', 'price_list_id', 'document', 'media_type', 'list_name', 'list_currency', 'applied_at'])
      .where('tenant_id', '=', tx.tenant)
      .where('id', '=', id)
      .executeTakeFirst();
    return (
      row && {
        id: row.id,
        priceListId: row.price_list_id,
        document: row.document,
        mediaType: row.media_type,
        ...(row.list_name !== null && { listName: row.list_name }),
        ...(row.list_currency !== null && { listCurrency: row.list_currency }),
        applied: row.applied_at !== null,
      }
    );
  },

  async markApplied(tx, id) {
    const updated = await queries<Tables>(tx)
      .updateTable(IMPORT)
      .set({ applied_at: new Date(tx.now) })
      .where('tenant_id', '=', tx.tenant)
      .where('id', '=', id)
      .where('applied_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    return updated !== undefined;
  },
};
