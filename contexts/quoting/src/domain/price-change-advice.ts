import type { QuoteState } from './quote-states.ts';

/** What today's versions make of a frozen price. */
export type PriceOutcome = 'same' | 'changed' | 'unpriceable';

type Way = 'price' | 'sendBack' | 'revise' | 'none';

const WAYS: Readonly<Record<QuoteState, Way>> = {
  draft: 'price',
  priced: 'price',
  inApproval: 'sendBack',
  approved: 'revise',
  presented: 'revise',
  rejected: 'revise',
  expired: 'revise',
  accepted: 'none',
  ordered: 'none',
  superseded: 'none',
  cancelled: 'none',
};

const CHANGED: Readonly<Record<Way, string>> = {
  price: 'To take the new price, price the quote again with POST /quotes/{id}/price.',
  sendBack:
    'To take the new price, decline the quote with POST /quotes/{id}/decline; the draft can be priced again.',
  revise:
    'The price stands as it was approved. To take the new price, open a revision with POST /quotes/{id}/revise and price it.',
  none: 'The price of the quote is final: there is nothing to do.',
};

const UNPRICEABLE: Readonly<Record<Way, string>> = {
  price:
    'The frozen price still stands. Before the quote can be priced again, change what the errors point at.',
  sendBack:
    'The frozen price still stands. To correct the quote, decline it with POST /quotes/{id}/decline and change what the errors point at.',
  revise:
    'The price stands as it was approved. A revision can be priced only when what the errors point at is changed.',
  none: CHANGED.none,
};

/** What somebody can do about a price that is not today's, in plain words. */
export function adviceOf(state: QuoteState, outcome: PriceOutcome): string {
  if (outcome === 'same') return "The price is today's: there is nothing to do.";
  return (outcome === 'changed' ? CHANGED : UNPRICEABLE)[WAYS[state]];
}
