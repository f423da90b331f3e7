import type { ContextModule } from '@quotewright/platform/module';
import type { QuotingApi } from '@quotewright/quoting';
import { pgOrderStore } from './adapters/order-store.pg.ts';
import { convertQuote } from './application/convert-quote.ts';
import { listOrders } from './application/list-orders.ts';
import { findOrder, orderHistory } from './application/read-order.ts';
import { orderingErrors } from './domain/errors.ts';
import { orderingMigrations } from './migrations.ts';
import { orderingPermissions } from './permissions.ts';
import { orderRoutes } from './resources/orders.resource.ts';
import { quoteConversionRoutes } from './resources/quote-conversion.resource.ts';

export interface OrderingDeps {
  readonly quoting: QuotingApi;
}

export type OrderingModule = ContextModule;

export function orderingModule({ quoting }: OrderingDeps): OrderingModule {
  const orders = pgOrderStore;
  return {
    name: 'ordering',
    migrations: orderingMigrations,
    errors: orderingErrors,
    permissions: orderingPermissions,
    jobs: [],
    routes: [
      ...quoteConversionRoutes({ convert: convertQuote({ quoting, orders }) }),
      ...orderRoutes({
        list: listOrders({ orders }),
        find: findOrder({ orders }),
        history: orderHistory({ orders }),
      }),
    ],
  };
}
