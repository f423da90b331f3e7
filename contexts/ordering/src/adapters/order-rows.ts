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
      contractSetVersion: row.contract_set_version,
      promotionSetVersion: row.promotion_set_version,
      discountPolicyVersion: row.discount_policy_version,
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
    contract_set_version: snapshot.contractSetVersion,
    promotion_set_version: snapshot.promotionSetVersion,
    discount_policy_version: snapshot.discountPolicyVersion,
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

export const itemColumns = [
  'id',
  'parent_id',
  'quote_item_id',
  'state',
  'offering_id',
  'offering_name',
  'quantity',
  'usage',
  'characteristics',
  'term_months',
  'start_date',
  'manual_adjustments',
  'charges',
] as const satisfies readonly (keyof OrderItemTable)[];

/** Members in the order of a new order's: it reads back in the very bytes of its first answer. */
export function itemOfRow(row: Pick<Selectable<OrderItemTable>, (typeof itemColumns)[number]>): OrderItem {
  return {
    id: row.id,
    ...(row.parent_id !== null && { parentId: row.parent_id }),
    quoteItemId: row.quote_item_id,
    state: row.state,
    offeringId: row.offering_id,
    offeringName: row.offering_name,
    quantity: row.quantity,
    usage: row.usage,
    ...(row.characteristics !== null && { characteristics: row.characteristics }),
    ...(row.term_months !== null && { termMonths: row.term_months }),
    ...(row.start_date !== null && { startDate: row.start_date }),
    ...(row.manual_adjustments !== null && { manualAdjustments: row.manual_adjustments }),
    charges: row.charges,
  };
}

/** An item as a member of the one JSON parameter that all of an order travel in. */
export function newItemRow(item: OrderItem, index: number): Readonly<Record<string, unknown>> {
  return {
    id: item.id,
    place: index + 1,
    parent_id: item.parentId,
    quote_item_id: item.quoteItemId,
    state: item.state,
    offering_id: item.offeringId,
    offering_name: item.offeringName,
    quantity: item.quantity,
    usage: item.usage,
    characteristics: item.characteristics,
    term_months: item.termMonths,
    start_date: item.startDate,
    manual_adjustments: item.manualAdjustments,
    charges: item.charges,
  };
}
