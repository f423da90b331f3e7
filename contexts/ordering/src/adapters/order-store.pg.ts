import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type { OrderStore } from '../ports/order-store.ts';
import { listOrders } from './order-list.pg.ts';
import { itemOfRow, orderColumns, orderOfRow } from './order-rows.ts';
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
    const rows = order.items.map((item, index) => ({
      id: item.id,
      place: index + 1,
      quote_item_id: item.quoteItemId,
      state: item.state,
      offering_id: item.offeringId,
      offering_name: item.offeringName,
      quantity: item.quantity,
      usage: item.usage,
      charges: item.charges,
    }));
    await sql`
      insert into ordering.order_item (tenant_id, order_id, id, position, quote_item_id, state, offering_id,
                                       offering_name, quantity, usage, charges)
      select ${tx.tenant}, ${order.id}::uuid, item.*
      from json_to_recordset(${JSON.stringify(rows)}::json)
             as item (id uuid, place integer, quote_item_id uuid, state text, offering_id text,
                      offering_name text, quantity numeric, usage json, charges json)
    `.execute(queries<Tables>(tx));
  },

  async find(tx, id) {
    const row = await orderById(tx, id).selectAll().executeTakeFirst();
    if (row === undefined) return undefined;
    const items = await queries<Tables>(tx)
      .selectFrom('ordering.order_item')
      .select([
        'id',
        'quote_item_id',
        'state',
        'offering_id',
        'offering_name',
        'quantity',
        'usage',
        'charges',
      ])
      .where('tenant_id', '=', tx.tenant)
      .where('order_id', '=', id)
      .orderBy('position')
      .execute();
    return { ...orderOfRow(row), items: items.map(itemOfRow) };
  },

  async exists(tx, id) {
    return (await orderById(tx, id).select('id').executeTakeFirst()) !== undefined;
  },

  list: listOrders,
};
