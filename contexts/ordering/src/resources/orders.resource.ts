import { defineRoute, idSchema, ok, pageOf, pageQuery, type Route } from '@quotewright/platform/http';
import { z } from 'zod';
import type { listOrders } from '../application/list-orders.ts';
import type { findOrder, orderHistory } from '../application/read-order.ts';
import { historySchema, type OrderSchemas, orderQuerySchema } from './order.schema.ts';
import { orderView } from './order-view.ts';

interface OrderDeps {
  readonly schemas: OrderSchemas;
  readonly list: ReturnType<typeof listOrders>;
  readonly find: ReturnType<typeof findOrder>;
  readonly history: ReturnType<typeof orderHistory>;
}

const params = z.strictObject({ orderId: idSchema });

export function orderRoutes({ schemas, list, find, history }: OrderDeps): readonly Route[] {
  const tag = 'Orders';
  const permission = 'order:read';
  return [
    defineRoute({
      method: 'GET',
      path: '/orders',
      operationId: 'listOrders',
      tag,
      summary: 'Orders, newest first',
      permission,
      limit: { class: 'read', cost: 1 },
      query: orderQuerySchema,
      responses: { 200: { description: 'One page', schema: pageOf(schemas.summary) } },
      handler: (call) =>
        call.read(async (tx) => {
          const { limit, cursor, createdFrom, createdTo, ...filter } = call.query;
          const { items, ...next } = await list(
            tx,
            {
              ...filter,
              reach: call.reach,
              ...(createdFrom !== undefined && { createdFrom: Date.parse(createdFrom) }),
              ...(createdTo !== undefined && { createdTo: Date.parse(createdTo) }),
            },
            { limit, ...(cursor !== undefined && { cursor }) },
          );
          return ok({ items: items.map(orderView), ...next });
        }),
    }),
    defineRoute({
      method: 'GET',
      path: '/orders/:orderId',
      operationId: 'readOrder',
      tag,
      summary: 'One order with its items',
      permission,
      limit: { class: 'read', cost: 1 },
      params,
      responses: { 200: { description: 'The order', schema: schemas.order } },
      handler: (call) =>
        call.read(async (tx) => {
          const order = await find(tx, call.reach, call.params.orderId);
          return ok(orderView(order), { etag: String(order.version) });
        }),
    }),
    defineRoute({
      method: 'GET',
      path: '/orders/:orderId/history',
      operationId: 'listOrderHistory',
      tag,
      summary: 'Who did what to the order, newest first',
      permission,
      limit: { class: 'read', cost: 1 },
      params,
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'One page', schema: pageOf(historySchema) } },
      handler: (call) =>
        call.read(async (tx) => ok(await history(tx, call.reach, call.params.orderId, call.query))),
    }),
  ];
}
