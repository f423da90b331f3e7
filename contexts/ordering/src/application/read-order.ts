import { type AuditRecord, listAudit } from '@quotewright/platform/audit';
import { type Reach, reaches } from '@quotewright/platform/auth';
import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { OrderWithItems } from '../domain/order.ts';
import type { OrderStore } from '../ports/order-store.ts';

interface ReadOrderDeps {
  readonly orders: OrderStore;
}

const notFound = () => fail('ORDER_NOT_FOUND', 'there is no such order');

/** Throws `ORDER_NOT_FOUND`, also for an order that the caller does not reach. */
export const findOrder =
  ({ orders }: ReadOrderDeps) =>
  async (tx: Tx, reach: Reach, id: string): Promise<OrderWithItems> => {
    const order = await orders.find(tx, id);
    if (order === undefined || !reaches(reach, order.owner)) throw notFound();
    return order;
  };

/** Who did what to the order, newest first. Throws `ORDER_NOT_FOUND`. */
export const orderHistory =
  ({ orders }: ReadOrderDeps) =>
  async (tx: Tx, reach: Reach, id: string, page: PageRequest): Promise<Page<AuditRecord>> => {
    const owner = await orders.ownerOf(tx, id);
    if (owner === undefined || !reaches(reach, owner)) throw notFound();
    return listAudit(tx, { entity: { type: 'order', id } }, page);
  };
