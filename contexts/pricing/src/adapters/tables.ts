import type { ColumnType, Generated } from 'kysely';
import type { Price } from '../domain/price.ts';

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
}
