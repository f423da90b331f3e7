import { timestamp } from '@quotewright/kernel';
import type { Insertable, Selectable } from 'kysely';
import type { Order, OrderItem } from '../domain/order.ts';
import type { OrderItemTable, SalesOrderTable } from './tables.ts';

export function orderOfRow(row: Selectable<SalesOrderTable>): Order {
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    version: row.version,
    accountId: row.account_id,
    owner: row.owner,
    currency: row.currency,
    quote: { id: row.quote_id, number: row.quote_number, revision: row.quote_revision },
    totals: row.totals,
    snapshot: {
      catalogVersion: row.catalog_version,
      priceLists: row.price_lists,
      configurationRuleSetVersion: row.configuration_rule_set_version,
      configurationHash: row.configuration_hash,
      inputHash: row.input_hash,
      priceHash: row.price_hash,
      engineVersion: row.engine_version,
      pricedAt: timestamp(row.priced_at.getTime()),
    },
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
}

export function orderColumns(tenant: string, order: Order): Insertable<SalesOrderTable> {
  const { snapshot } = order;
  return {
    tenant_id: tenant,
    id: order.id,
    number: order.number,
    state: order.state,
    version: order.version,
    account_id: order.accountId,
    owner: order.owner,
    currency: order.currency,
    quote_id: order.quote.id,
    quote_number: order.quote.number,
    quote_revision: order.quote.revision,
    totals: JSON.stringify(order.totals),
    catalog_version: snapshot.catalogVersion,
    price_lists: JSON.stringify(snapshot.priceLists),
    configuration_rule_set_version: snapshot.configurationRuleSetVersion,
    configuration_hash: snapshot.configurationHash,
    input_hash: snapshot.inputHash,
    price_hash: snapshot.priceHash,
    engine_version: snapshot.engineVersion,
    priced_at: new Date(snapshot.pricedAt),
    created_at: new Date(order.createdAt),
    updated_at: new Date(order.updatedAt),
  };
}

export function itemOfRow(
  row: Omit<Selectable<OrderItemTable>, 'tenant_id' | 'order_id' | 'position'>,
): OrderItem {
  return {
    id: row.id,
    quoteItemId: row.quote_item_id,
    state: row.state,
    offeringId: row.offering_id,
    offeringName: row.offering_name,
    quantity: row.quantity,
    usage: row.usage,
    charges: row.charges,
  };
}
