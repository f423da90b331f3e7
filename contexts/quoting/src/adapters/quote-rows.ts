import type { Insertable, Selectable } from 'kysely';
import type { Quote } from '../domain/quote.ts';
import type { QuoteTable } from './tables.ts';

export function quoteOf(row: Selectable<QuoteTable>): Quote {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    state: row.state,
    revision: row.revision,
    version: row.version,
    accountId: row.account_id,
    owner: row.owner,
    currency: row.currency,
    market: row.market,
    channel: row.channel,
    partner: row.partner,
    place: row.place,
    promotionCodes: row.promotion_codes,
    validUntil: row.valid_until.getTime(),
    clonedFrom: row.cloned_from,
    orderId: row.order_id,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
}

/** Everything of a quote that may change after its creation. */
export function changeableColumns(quote: Quote) {
  return {
    name: quote.name,
    state: quote.state,
    revision: quote.revision,
    version: quote.version,
    owner: quote.owner,
    currency: quote.currency,
    market: quote.market,
    channel: quote.channel,
    partner: quote.partner,
    place: quote.place,
    promotion_codes: [...quote.promotionCodes],
    valid_until: new Date(quote.validUntil),
    order_id: quote.orderId,
    updated_at: new Date(quote.updatedAt),
  } satisfies Partial<Insertable<QuoteTable>>;
}

export function columnsOf(tenant: string, quote: Quote): Insertable<QuoteTable> {
  return {
    ...changeableColumns(quote),
    tenant_id: tenant,
    id: quote.id,
    number: quote.number,
    account_id: quote.accountId,
    cloned_from: quote.clonedFrom,
    created_at: new Date(quote.createdAt),
  };
}
