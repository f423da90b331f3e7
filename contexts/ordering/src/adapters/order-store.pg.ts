import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type { OrderStore } from '../ports/order-store.ts';
import { listOrders } from './order-list.pg.ts';
import { itemColumns, itemOfRow, newItemRow, orderColumns, orderOfRow } from './order-rows.ts';
import type { Tables } from './tables.ts';

/** By primary key. */
const orderById = (tx: Tx, id: string) =>
  queries<Tables>(tx)
    .selectFrom('ordering.sales_order')
    .where('tenant_id', '=', tx.tenant)
    .where('id', '=', id);

export const pgOrderStore: OrderStore = {
  // Two statements for any number of items.
  async insert(tx, order) {
    await queries<Tables>(tx)
      .insertInto('ordering.sales_order')
      .values(orderColumns(tx.tenant, order))
      .execute();
    const rows = JSON.stringify(order.items.map(newItemRow));
    await sql`
      insert into ordering.order_item (tenant_id, order_id, id, position, parent_id, quote_item_id, state, offering_id,
                                       offering_name, quantity, usage, characteristics, term_months, start_date,
                                       manual_adjustments, charges)
      select ${tx.tenant}, ${order.id}::uuid, item.*
      from json_to_recordset(${rows}::json)
             as item (id uuid, place integer, parent_id uuid, quote_item_id uuid, state text, offering_id text,
                      offering_name text, quantity numeric, usage json, characteristics json, term_months integer,
                      start_date date, manual_adjustments json, charges json)
    `.execute(queries<Tables>(tx));
  },

  async find(tx, id) {
    const row = await orderById(tx, id).selectAll().executeTakeFirst();
    if (row === undefined) return undefined;
    const items = await queries<Tables>(tx)
      .selectFrom('ordering.order_item')
      .select(itemColumns)
      .where('tenant_id', '=', tx.tenant)
      .where('order_id', '=', id)
      .orderBy('position')
      .execute();
    return { ...orderOfRow(row), items: items.map(itemOfRow) };
  },

  async ownerOf(tx, id) {
    return (await orderById(tx, id).select('owner').executeTakeFirst())?.owner;
  },

  list: listOrders,
};
