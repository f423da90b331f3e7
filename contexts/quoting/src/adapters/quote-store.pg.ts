import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import { inBundleOrder } from '../domain/bundle.ts';
import type { QuoteStore } from '../ports/quote-store.ts';
import { changeableItemColumns, itemColumns, itemOf, newItemRow } from './item-rows.ts';
import { listQuotes } from './quote-list.pg.ts';
import { changeableColumns, columnsOf, quoteOf } from './quote-rows.ts';
import type { Tables } from './tables.ts';

/** By primary key. */
const quoteById = (tx: Tx, id: string) =>
  queries<Tables>(tx)
    .selectFrom('quoting.quote')
    .selectAll()
    .where('tenant_id', '=', tx.tenant)
    .where('id', '=', id);

const itemsOf = (tx: Tx, quoteId: string) =>
  queries<Tables>(tx)
    .selectFrom('quoting.quote_item')
    .where('tenant_id', '=', tx.tenant)
    .where('quote_id', '=', quoteId);

export const pgQuoteStore: QuoteStore = {
  async find(tx, id) {
    const row = await quoteById(tx, id).executeTakeFirst();
    return row && quoteOf(row);
  },

  async lock(tx, id) {
    const row = await quoteById(tx, id).forUpdate().executeTakeFirst();
    return row && quoteOf(row);
  },

  async insert(tx, quote) {
    await queries<Tables>(tx).insertInto('quoting.quote').values(columnsOf(tx.tenant, quote)).execute();
  },

  async update(tx, quote) {
    await queries<Tables>(tx)
      .updateTable('quoting.quote')
      .set(changeableColumns(quote))
      .where('tenant_id', '=', tx.tenant)
      .where('id', '=', quote.id)
      .execute();
  },

  list: listQuotes,

  async items(tx, quoteId) {
    const rows = await itemsOf(tx, quoteId).select(itemColumns).orderBy('position').execute();
    return inBundleOrder(rows.map(itemOf));
  },

  async countItems(tx, quoteId) {
    const { count } = await itemsOf(tx, quoteId)
      .select((row) => row.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return count;
  },

  // One statement for any number of items. The caller holds the quote's row lock: positions cannot collide.
  async addItems(tx, quoteId, items) {
    if (items.length === 0) return;
    await sql`
      insert into quoting.quote_item (tenant_id, quote_id, id, position, parent_id, offering_id, quantity, usage,
                                      characteristics, term_months, start_date, manual_adjustments)
      select ${tx.tenant}, ${quoteId}::uuid, added.id, last.position + added.place, added.parent_id,
             added.offering_id, added.quantity, added.usage, added.characteristics, added.term_months,
             added.start_date, added.manual_adjustments
      from jsonb_to_recordset(${JSON.stringify(items.map(newItemRow))}::jsonb)
             as added (id uuid, place integer, parent_id uuid, offering_id text, quantity numeric, usage jsonb,
                       characteristics jsonb, term_months integer, start_date date, manual_adjustments jsonb),
           (select coalesce(max(position), 0) as position from quoting.quote_item
            where tenant_id = ${tx.tenant} and quote_id = ${quoteId}::uuid) as last
    `.execute(queries<Tables>(tx));
  },

  async findItem(tx, quoteId, itemId) {
    const row = await itemsOf(tx, quoteId).select(itemColumns).where('id', '=', itemId).executeTakeFirst();
    return row && itemOf(row);
  },

  async updateItem(tx, quoteId, item) {
    await queries<Tables>(tx)
      .updateTable('quoting.quote_item')
      .set(changeableItemColumns(item))
      .where('tenant_id', '=', tx.tenant)
      .where('quote_id', '=', quoteId)
      .where('id', '=', item.id)
      .execute();
  },

  async removeItems(tx, quoteId, itemIds) {
    await queries<Tables>(tx)
      .deleteFrom('quoting.quote_item')
      .where('tenant_id', '=', tx.tenant)
      .where('quote_id', '=', quoteId)
      .where(sql<boolean>`id = any(${[...itemIds]}::uuid[])`)
      .execute();
  },
};
