import type { Reach } from '@quotewright/platform/auth';
import { decodeCursor, encodeCursor, type Page, type PageRequest } from '@quotewright/platform/http';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type { Order } from '../domain/order.ts';
import type { OrderFilter, OrderSort } from '../domain/order-filter.ts';
import { orderOfRow } from './order-rows.ts';
import type { Tables } from './tables.ts';

const sortColumns: Readonly<
  Record<OrderSort, { column: 'created_at' | 'number'; direction: 'asc' | 'desc' }>
> = {
  createdAt: { column: 'created_at', direction: 'asc' },
  '-createdAt': { column: 'created_at', direction: 'desc' },
  number: { column: 'number', direction: 'asc' },
  '-number': { column: 'number', direction: 'desc' },
};

/** Pages through the index of the sort column; a filter by account, owner or state has its own with `created_at`. */
export async function listOrders(tx: Tx, filter: OrderFilter, page: PageRequest): Promise<Page<Order>> {
  const { column, direction } = sortColumns[filter.sort];
  const rows = await filtered(tx, filter)
    .$if(page.cursor !== undefined, (query) => {
      const [key, id] = cursorKey(column, page.cursor as string);
      const later = direction === 'asc' ? sql`>` : sql`<`;
      return query.where(sql<boolean>`(${sql.ref(column)}, id) ${later} (${key}, ${id}::uuid)`);
    })
    .orderBy(column, direction)
    .orderBy('id', direction)
    .limit(page.limit + 1)
    .execute();
  const items = rows.slice(0, page.limit).map(orderOfRow);
  const last = rows[page.limit - 1];
  if (last === undefined || rows.length === items.length) return { items };
  const key = column === 'number' ? last.number : last.created_at.toISOString();
  return { items, nextCursor: encodeCursor([key, last.id]) };
}

function filtered(
  tx: Tx,
  { reach, state, account, owner, number, quote, createdFrom, createdTo }: OrderFilter,
) {
  return queries<Tables>(tx)
    .selectFrom('ordering.sales_order')
    .selectAll()
    .where('tenant_id', '=', tx.tenant)
    .$if(reach !== 'all', (query) => query.where(ownedWithin(reach)))
    .$if(state !== undefined, (query) => query.where('state', '=', state!))
    .$if(account !== undefined, (query) => query.where('account_id', '=', account!))
    .$if(owner !== undefined, (query) => query.where('owner', '=', owner!))
    .$if(number !== undefined, (query) => query.where('number', '=', number!))
    .$if(quote !== undefined, (query) => query.where('quote_id', '=', quote!))
    .$if(createdFrom !== undefined, (query) => query.where('created_at', '>=', new Date(createdFrom!)))
    .$if(createdTo !== undefined, (query) => query.where('created_at', '<', new Date(createdTo!)));
}

/** Walks the index by owner where they are few. */
const ownedWithin = (reach: Reach) =>
  reach === 'all' ? sql<boolean>`true` : sql<boolean>`owner = any(${[...reach.owners]}::text[])`;

function cursorKey(column: 'created_at' | 'number', cursor: string): readonly [Date | string, string] {
  const [key, id] = decodeCursor(cursor, [column === 'number' ? 'text' : 'timestamp', 'uuid']) as [
    string,
    string,
  ];
  return [column === 'number' ? key : new Date(key), id];
}
