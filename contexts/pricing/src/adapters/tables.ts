import type { ColumnType, Generated } from 'kysely';
import type { Price } from '../domain/price.ts';
import type { PriceAdjustment } from '../domain/price-adjustment.ts';
import type { RuleSetKind } from '../domain/rule-set.ts';
import type { SentPrices } from '../ports/price-list-imports.ts';

/** jsonb: read parsed, written as JSON text. */
type Json<Value> = ColumnType<Value, string, string>;

export interface Tables {
  'pricing.price_list': {
    tenant_id: string;
    id: string;
    name: string;
    currency: string;
    last_version: Generated<number>;
    active_version: number | null;
    row_version: Generated<number>;
    created_at: Date;
    updated_at: Date;
  };
  'pricing.price_list_import': {
    tenant_id: string;
    id: string;
    price_list_id: string;
    document: Buffer;
    media_type: SentPrices['mediaType'];
    list_name: string | null;
    list_currency: string | null;
    received_by: string;
    received_at: Date;
    applied_at: Date | null;
  };
  'pricing.price_list_draft': {
    tenant_id: string;
    price_list_id: string;
    import_id: string;
    document: Buffer;
    content_hash: string;
    price_count: number;
    imported_at: Date;
  };
  'pricing.price_list_version': {
    tenant_id: string;
    price_list_id: string;
    version: number;
    publication_id: string;
    state: 'building' | 'published' | 'failed';
    document: Buffer;
    content_hash: string;
    price_count: number;
    catalog_version: number | null;
    started_by: string;
    started_at: Date;
    lease_until: Date | null;
    published_at: Date | null;
    failure_code: string | null;
  };
  'pricing.price_row': {
    tenant_id: string;
    price_list_id: string;
    version: number;
    offering_id: string;
    position: number;
    price_id: string;
    body: Json<Price>;
  };
  'pricing.price_index_entry': {
    tenant_id: string;
    price_list_id: string;
    version: number;
    /** Empty for the rules of the list. */
    offering_id: string;
    document: Buffer;
    content_hash: string;
  };
  'pricing.price_index': {
    tenant_id: string;
    price_list_id: string;
    version: number;
    format: number;
    content_hash: string;
    entry_count: number;
    byte_count: number;
    built_at: Date;
  };
  'pricing.rule_set': {
    tenant_id: string;
    kind: RuleSetKind;
    subject: string;
    active_version: number | null;
    draft: Buffer | null;
    draft_hash: string | null;
    draft_by: string | null;
    draft_at: Date | null;
    row_version: Generated<number>;
  };
  'pricing.rule_set_version': {
    tenant_id: string;
    kind: RuleSetKind;
    subject: string;
    version: number;
    document: Buffer;
    content_hash: string;
    item_count: number;
    published_by: string;
    published_at: Date;
  };
  'pricing.promotion_usage': {
    tenant_id: string;
    promotion_id: string;
    redemptions: Generated<number>;
    epoch: Generated<number>;
  };
  'pricing.promotion_discount': {
    tenant_id: string;
    promotion_id: string;
    currency: string;
    discount: string;
  };
  'pricing.promotion_redemption': {
    tenant_id: string;
    promotion_id: string;
    quote_id: string;
    revision: number;
    set_version: number;
    account_id: string | null;
    discount: string;
    currency: string;
    redeemed_at: Date;
    released_at: Date | null;
  };
  'pricing.price_adjustment': {
    tenant_id: string;
    price_list_id: string;
    version: number;
    position: number;
    adjustment_id: string;
    body: Json<PriceAdjustment>;
  };
}
