import type { ContextModule } from '@quotewright/platform/module';
import { frozenSchemas, type QuotingApi } from '@quotewright/quoting';
import { pgOrderStore } from './adapters/order-store.pg.ts';
import { convertQuote } from './application/convert-quote.ts';
import { listOrders } from './application/list-orders.ts';
import { findOrder, orderHistory } from './application/read-order.ts';
import { orderingErrors } from './domain/errors.ts';
import { orderEvents } from './domain/events.ts';
import { orderingMigrations } from './migrations.ts';
import { orderingPermissions } from './permissions.ts';
import { orderSchemas } from './resources/order.schema.ts';
import { orderRoutes } from './resources/orders.resource.ts';
import { quoteConversionRoutes } from './resources/quote-conversion.resource.ts';

export interface OrderingDeps {
  readonly quoting: QuotingApi;
}

export type OrderingModule = ContextModule;

/** Made once: a schema with a name is one schema, however many modules there are. */
const schemas = orderSchemas(frozenSchemas);

export function orderingModule({ quoting }: OrderingDeps): OrderingModule {
  const orders = pgOrderStore;
  return {
    name: 'ordering',
    migrations: orderingMigrations,
    errors: orderingErrors,
    events: orderEvents,
    permissions: orderingPermissions,
    jobs: [],
    routes: [
      ...quoteConversionRoutes({ schemas, convert: convertQuote({ quoting, orders }) }),
      ...orderRoutes({
        schemas,
        list: listOrders({ orders }),
        find: findOrder({ orders }),
        history: orderHistory({ orders }),
      }),
    ],
  };
}
