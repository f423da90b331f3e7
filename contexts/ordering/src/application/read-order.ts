import { type AuditRecord, listAudit } from '@quotewright/platform/audit';
import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { OrderWithItems } from '../domain/order.ts';
import type { OrderStore } from '../ports/order-store.ts';

interface ReadOrderDeps {
  readonly orders: OrderStore;
}

const notFound = () => fail('ORDER_NOT_FOUND', 'there is no such order');

/** Throws `ORDER_NOT_FOUND`. */
export const findOrder =
  ({ orders }: ReadOrderDeps) =>
  async (tx: Tx, id: string): Promise<OrderWithItems> => {
    const order = await orders.find(tx, id);
    if (order === undefined) throw notFound();
    return order;
  };

/** Who did what to the order, newest first. Throws `ORDER_NOT_FOUND`. */
export const orderHistory =
  ({ orders }: ReadOrderDeps) =>
  async (tx: Tx, id: string, page: PageRequest): Promise<Page<AuditRecord>> => {
    if (!(await orders.exists(tx, id))) throw notFound();
    return listAudit(tx, { entity: { type: 'order', id } }, page);
  };
