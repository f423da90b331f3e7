import type { ColumnType } from 'kysely';
import type { ApprovalSignal } from '../domain/approval.ts';
import type { DocumentFormat } from '../domain/document/document-file.ts';
import type { QuoteItem } from '../domain/quote.ts';
import type { QuoteState } from '../domain/quote-states.ts';
import type { FrozenItem, PinnedVersions, RevisionEnd, Totals } from '../domain/revision.ts';

/** Tables of the context as they are read; see `sql/`. */
export interface Tables {
  'quoting.quote': QuoteTable;
  'quoting.quote_item': QuoteItemTable;
  'quoting.quote_revision': QuoteRevisionTable;
  'quoting.quote_acceptance': QuoteAcceptanceTable;
  'quoting.quote_document': QuoteDocumentTable;
}

/** jsonb: read parsed, written as text. */
type Json<Value> = ColumnType<Value, string, string>;
type NullableJson<Value> = ColumnType<Value | null, string | null, string | null>;

export interface QuoteTable {
  tenant_id: string;
  id: string;
  number: string;
  name: string | null;
  state: QuoteState;
  revision: number;
  version: number;
  account_id: string;
  owner: string;
  currency: string;
  market: string;
  channel: string;
  partner: string | null;
  place: string | null;
  promotion_codes: string[];
  valid_until: Date;
  cloned_from: string | null;
  order_id: string | null;
  created_at: Date;
  updated_at: Date;
}

export interface QuoteItemTable {
  tenant_id: string;
  quote_id: string;
  id: string;
  position: number;
  parent_id: string | null;
  offering_id: string;
  quantity: string;
  usage: Json<Record<string, string>>;
  characteristics: NullableJson<NonNullable<QuoteItem['characteristics']>>;
  term_months: number | null;
  start_date: string | null;
  manual_adjustments: NullableJson<NonNullable<QuoteItem['manualAdjustments']>>;
}

export interface QuoteRevisionTable {
  tenant_id: string;
  quote_id: string;
  revision: number;
  opened_at: Date;
  sealed_at: Date | null;
  ended_as: RevisionEnd | null;
  ended_at: Date | null;
  items: NullableJson<FrozenItem[]>;
  totals: NullableJson<Totals>;
  catalog_version: number | null;
  price_lists: NullableJson<PinnedVersions['priceLists']>;
  contract_set_version: number | null;
  promotion_set_version: number | null;
  discount_policy_version: number | null;
  configuration_rule_set_version: number | null;
  configuration_hash: string | null;
  input_hash: string | null;
  price_hash: string | null;
  engine_version: string | null;
  price_input: Buffer | null;
  price_result: Buffer | null;
  priced_at: Date | null;
  valid_until: Date | null;
  submitted_by: string | null;
  submitted_at: Date | null;
  approval_signals: NullableJson<readonly ApprovalSignal[]>;
}

interface QuoteAcceptanceTable {
  tenant_id: string;
  quote_id: string;
  revision: number;
  accepted_at: Date;
  subject: string;
  client_id: string | null;
  trace_id: string;
  address: string;
  user_agent: string | null;
  accepted_by: string | null;
  reference: string | null;
  price_hash: string;
  input_hash: string;
  html_hash: string | null;
  pdf_hash: string | null;
}

interface QuoteDocumentTable {
  tenant_id: string;
  quote_id: string;
  revision: number;
  format: DocumentFormat;
  presented_at: Date;
  renderer: string;
  content_hash: string;
  content: Buffer;
}
