import type { QuoteSnapshot } from '@quotewright/quoting';
import type { ColumnType } from 'kysely';
import type { OrderCharge, OrderItem, OrderTotals } from '../domain/order.ts';
import type { OrderState } from '../domain/order-states.ts';

/** Tables of the context as they are read; see `sql/`. */
export interface Tables {
  'ordering.sales_order': SalesOrderTable;
  'ordering.order_item': OrderItemTable;
}

/** json: read parsed, written as text. */
type Json<Value> = ColumnType<Value, string, string>;
type NullableJson<Value> = ColumnType<Value | null, string | null, string | null>;

export interface SalesOrderTable {
  tenant_id: string;
  id: string;
  number: string;
  state: OrderState;
  version: number;
  account_id: string;
  owner: string;
  currency: string;
  quote_id: string;
  quote_number: string;
  quote_revision: number;
  totals: Json<OrderTotals>;
  catalog_version: number;
  price_lists: Json<QuoteSnapshot['priceLists']>;
  contract_set_version: number | null;
  promotion_set_version: number | null;
  discount_policy_version: number | null;
  configuration_rule_set_version: number | null;
  configuration_hash: string | null;
  input_hash: string;
  price_hash: string;
  engine_version: string;
  priced_at: Date;
  created_at: Date;
  updated_at: Date;
}

export interface OrderItemTable {
  tenant_id: string;
  order_id: string;
  id: string;
  position: number;
  parent_id: string | null;
  quote_item_id: string;
  state: OrderState;
  offering_id: string;
  offering_name: string;
  quantity: string;
  usage: Json<Record<string, string>>;
  characteristics: NullableJson<NonNullable<OrderItem['characteristics']>>;
  term_months: number | null;
  start_date: string | null;
  manual_adjustments: NullableJson<NonNullable<OrderItem['manualAdjustments']>>;
  charges: Json<OrderCharge[]>;
}
