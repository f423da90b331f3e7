import { queries, type Tx } from '@quotewright/platform/postgres';
import { type Selectable, sql } from 'kysely';
import type { QuoteItem } from '../domain/quote.ts';
import type { QuoteStore } from '../ports/quote-store.ts';
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

type ItemRow = Pick<Selectable<Tables['quoting.quote_item']>, 'id' | 'offering_id' | 'quantity' | 'usage'>;

const itemOf = (row: ItemRow): QuoteItem => ({
  id: row.id,
  offeringId: row.offering_id,
  quantity: row.quantity,
  usage: row.usage,
});

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
    const rows = await itemsOf(tx, quoteId)
      .select(['id', 'offering_id', 'quantity', 'usage'])
      .orderBy('position')
      .execute();
    return rows.map(itemOf);
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
    const rows = items.map((item, index) => ({
      id: item.id,
      place: index + 1,
      offering_id: item.offeringId,
      quantity: item.quantity,
      usage: item.usage,
    }));
    await sql`
      insert into quoting.quote_item (tenant_id, quote_id, id, position, offering_id, quantity, usage)
      select ${tx.tenant}, ${quoteId}::uuid, added.id, last.position + added.place, added.offering_id,
             added.quantity, added.usage
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
             as added (id uuid, place integer, offering_id text, quantity numeric, usage jsonb),
           (select coalesce(max(position), 0) as position from quoting.quote_item
            where tenant_id = ${tx.tenant} and quote_id = ${quoteId}::uuid) as last
    `.execute(queries<Tables>(tx));
  },

  async findItem(tx, quoteId, itemId) {
    const row = await itemsOf(tx, quoteId)
      .select(['id', 'offering_id', 'quantity', 'usage'])
      .where('id', '=', itemId)
      .executeTakeFirst();
    return row && itemOf(row);
  },

  async updateItem(tx, quoteId, item) {
    await queries<Tables>(tx)
      .updateTable('quoting.quote_item')
      .set({ quantity: item.quantity, usage: JSON.stringify(item.usage) })
      .where('tenant_id', '=', tx.tenant)
      .where('quote_id', '=', quoteId)
      .where('id', '=', item.id)
      .execute();
  },

  async removeItem(tx, quoteId, itemId) {
    await queries<Tables>(tx)
      .deleteFrom('quoting.quote_item')
      .where('tenant_id', '=', tx.tenant)
      .where('quote_id', '=', quoteId)
      .where('id', '=', itemId)
      .execute();
  },
};
