import { queries } from '@quotewright/platform/postgres';
import type { PriceListImports } from '../ports/price-list-imports.ts';
import type { Tables } from './tables.ts';

const IMPORT = 'pricing.price_list_import';

export const pgPriceListImports: PriceListImports = {
  async receive(tx, { id, priceListId, document, by }) {
    await queries<Tables>(tx)
      .insertInto(IMPORT)
      .values({
        tenant_id: tx.tenant,
        id,
        price_list_id: priceListId,
        document,
        received_by: by,
        received_at: new Date(tx.now),
        applied_at: null,
      })
      .execute();
  },

  async find(tx, id) {
    const row = await queries<Tables>(tx)
      .selectFrom(IMPORT)
      .select(['id', 'price_list_id', 'document', 'applied_at'])
      .where('tenant_id', '=', tx.tenant)
      .where('id', '=', id)
      .executeTakeFirst();
    return (
      row && {
        id: row.id,
        priceListId: row.price_list_id,
        document: row.document,
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
