import type { AcceptedQuote, QuoteSnapshot } from '@quotewright/quoting';
import { type OrderState, rollUp } from './order-states.ts';

/** One charge of an item: its amounts. How they came about stays with the quote. */
export type OrderCharge = AcceptedQuote['items'][number]['charges'][number];

export type OrderTotals = AcceptedQuote['totals'];

/** What an item holds by value, as the quote froze it. */
type TakenOver = Omit<AcceptedQuote['items'][number], 'id' | 'parentId'>;

export interface OrderItem extends TakenOver {
  readonly id: string;
  /** The item of this order whose bundle it is part of. */
  readonly parentId?: string;
  /** The item of the quote it came from. */
  readonly quoteItemId: string;
  readonly state: OrderState;
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
  const idOf = new Map(quote.items.map((item, index) => [item.id, itemIds[index] as string]));
  const items = quote.items.map((item): OrderItem => {
    const { id: quoteItemId, parentId, ...taken } = item;
    return {
      id: idOf.get(quoteItemId) as string,
      ...(parentId !== undefined && { parentId: idOf.get(parentId) as string }),
      quoteItemId,
      state: 'acknowledged',
      ...taken,
    };
  });
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
