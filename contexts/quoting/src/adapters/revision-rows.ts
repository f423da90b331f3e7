import { canonicalBytes } from '@quotewright/kernel';
import type { PricedQuote } from '@quotewright/pricing';
import type { Insertable, Selectable } from 'kysely';
import type { Submission } from '../domain/approval.ts';
import type { FrozenPrice, Revision } from '../domain/revision.ts';
import type { QuoteRevisionTable } from './tables.ts';

/** A row without the bytes: they are read by who wants the explanation, and nobody else. */
export type RevisionRow = Omit<Selectable<QuoteRevisionTable>, 'price_input' | 'price_result'>;

export const revisionColumns = [
  'tenant_id',
  'quote_id',
  'revision',
  'opened_at',
  'sealed_at',
  'ended_as',
  'ended_at',
  'items',
  'totals',
  'catalog_version',
  'price_lists',
  'contract_set_version',
  'promotion_set_version',
  'discount_policy_version',
  'configuration_rule_set_version',
  'configuration_hash',
  'input_hash',
  'price_hash',
  'engine_version',
  'priced_at',
  'valid_until',
  'submitted_by',
  'submitted_at',
  'approval_signals',
] as const satisfies readonly (keyof RevisionRow)[];

export function revisionOf(row: RevisionRow): Revision {
  return {
    revision: row.revision,
    openedAt: row.opened_at.getTime(),
    sealedAt: row.sealed_at?.getTime() ?? null,
    ended:
      row.ended_as === null || row.ended_at === null
        ? null
        : { as: row.ended_as, at: row.ended_at.getTime() },
    price: row.price_hash === null ? null : priceOf(row as PricedRow),
    submission: submissionOf(row),
  };
}

function submissionOf(row: RevisionRow): Submission | null {
  const { submitted_by: submittedBy, submitted_at: submittedAt, approval_signals: signals } = row;
  if (submittedBy === null || submittedAt === null || signals === null) return null;
  return { signals, submittedBy, submittedAt: submittedAt.getTime() };
}

/** A check of the table: all of the snapshot is there, or nothing. */
type PricedRow = { [Column in keyof RevisionRow]: NonNullable<RevisionRow[Column]> };

function priceOf(row: PricedRow): FrozenPrice {
  return {
    items: row.items,
    totals: row.totals,
    pinned: {
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
    },
    pricedAt: row.priced_at.getTime(),
    validUntil: row.valid_until.getTime(),
  };
}

type PriceColumns = Partial<Insertable<QuoteRevisionTable>>;

export function priceColumns(price: FrozenPrice, priced: PricedQuote): PriceColumns {
  const { pinned } = price;
  return {
    items: JSON.stringify(price.items),
    totals: JSON.stringify(price.totals),
    catalog_version: pinned.catalogVersion,
    price_lists: JSON.stringify(pinned.priceLists),
    contract_set_version: pinned.contractSetVersion,
    promotion_set_version: pinned.promotionSetVersion,
    discount_policy_version: pinned.discountPolicyVersion,
    configuration_rule_set_version: pinned.configurationRuleSetVersion,
    configuration_hash: pinned.configurationHash,
    input_hash: pinned.inputHash,
    price_hash: pinned.priceHash,
    engine_version: pinned.engineVersion,
    price_input: canonicalBytes(priced.input),
    price_result: canonicalBytes(priced.result),
    priced_at: new Date(price.pricedAt),
    valid_until: new Date(price.validUntil),
  };
}

export const noPriceColumns: PriceColumns = {
  items: null,
  totals: null,
  catalog_version: null,
  price_lists: null,
  contract_set_version: null,
  promotion_set_version: null,
  discount_policy_version: null,
  configuration_rule_set_version: null,
  configuration_hash: null,
  input_hash: null,
  price_hash: null,
  engine_version: null,
  price_input: null,
  price_result: null,
  priced_at: null,
  valid_until: null,
  submitted_by: null,
  submitted_at: null,
  approval_signals: null,
};
