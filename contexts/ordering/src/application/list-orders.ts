import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { Order } from '../domain/order.ts';
import type { OrderFilter } from '../domain/order-filter.ts';
import type { OrderStore } from '../ports/order-store.ts';

/** Orders without their items, a page at a time. */
export const listOrders =
  ({ orders }: { readonly orders: OrderStore }) =>
  (tx: Tx, filter: OrderFilter, page: PageRequest): Promise<Page<Order>> =>
    orders.list(tx, filter, page);
