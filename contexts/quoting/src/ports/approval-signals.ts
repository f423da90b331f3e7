import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { PricedQuote } from '@quotewright/pricing';
import type { ApprovalSignal } from '../domain/approval.ts';
import type { Quote } from '../domain/quote.ts';

/**
 * What about a priced quote needs an approval, for this actor: authority is a person's, so nothing of it is
 * part of the price. Discounts are asked about in any case; the composition root fills in what else there is.
 */
export interface ApprovalSignals {
  raisedBy(
    tx: Tx,
    actor: Principal,
    quote: Quote,
    priced: Pick<PricedQuote, 'input' | 'result'>,
  ): Promise<readonly ApprovalSignal[]>;
}
