import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { Order, OrderWithItems } from '../domain/order.ts';
import type { OrderFilter } from '../domain/order-filter.ts';

/** Keeps orders and their items. */
export interface OrderStore {
  insert(tx: Tx, order: OrderWithItems): Promise<void>;
  find(tx: Tx, id: string): Promise<OrderWithItems | undefined>;
  /** Undefined where there is no such order. */
  ownerOf(tx: Tx, id: string): Promise<string | undefined>;
  list(tx: Tx, filter: OrderFilter, page: PageRequest): Promise<Page<Order>>;
}
