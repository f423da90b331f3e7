import type { AcceptedQuote, QuoteSnapshot } from '@quotewright/quoting';
import { type OrderState, rollUp } from './order-states.ts';

/** One charge of an item: its amounts. How they came about stays with the quote. */
export type OrderCharge = AcceptedQuote['items'][number]['charges'][number];

export type OrderTotals = AcceptedQuote['totals'];

export interface OrderItem {
  readonly id: string;
  /** The item of the quote it came from. */
  readonly quoteItemId: string;
  readonly state: OrderState;
  readonly offeringId: string;
  readonly offeringName: string;
  /** Decimal text. */
  readonly quantity: string;
  readonly usage: Readonly<Record<string, string>>;
  readonly charges: readonly OrderCharge[];
}

/** Times are milliseconds since the epoch. */
export interface Order {
  readonly id: string;
  readonly number: string;
  readonly state: OrderState;
  /** Raised by every change: the ETag. */
  readonly version: number;
  readonly accountId: string;
  readonly owner: string;
  readonly currency: string;
  readonly quote: { readonly id: string; readonly number: string; readonly revision: number };
  readonly totals: OrderTotals;
  /** What the prices depend on, as the quote pinned it. */
  readonly snapshot: QuoteSnapshot;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface OrderWithItems extends Order {
  readonly items: readonly OrderItem[];
}

/** What only the caller can know: the domain neither counts nor rolls dice. */
export interface OrderIdentity {
  readonly id: string;
  readonly number: string;
  /** One per item of the quote, in their order. */
  readonly itemIds: readonly string[];
  readonly now: number;
}

/** The order that an accepted quote becomes: everything by value, item by item. */
export function orderOf(quote: AcceptedQuote, { id, number, itemIds, now }: OrderIdentity): OrderWithItems {
  const items = quote.items.map((item, index) => ({
    id: itemIds[index] as string,
    quoteItemId: item.id,
    state: 'acknowledged' as const,
    offeringId: item.offeringId,
    offeringName: item.offeringName,
    quantity: item.quantity,
    usage: item.usage,
    charges: item.charges,
  }));
  return {
    id,
    number,
    state: rollUp(items.map((item) => item.state)),
    version: 1,
    accountId: quote.accountId,
    owner: quote.owner,
    currency: quote.currency,
    quote: { id: quote.id, number: quote.number, revision: quote.revision },
    totals: quote.totals,
    snapshot: quote.snapshot,
    createdAt: now,
    updatedAt: now,
    items,
  };
}
