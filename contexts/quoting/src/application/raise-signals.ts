import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { PricingApi } from '@quotewright/pricing';
import type { ApprovalSignal } from '../domain/approval.ts';
import type { Quote } from '../domain/quote.ts';
import type { ApprovalSignals } from '../ports/approval-signals.ts';
import type { RevisionStore } from '../ports/revision-store.ts';
import { askPricing } from './quote-words.ts';

export interface RaiseSignalsDeps {
  readonly revisions: RevisionStore;
  readonly pricing: Pick<PricingApi, 'discountSignals'>;
  readonly approvalSignals: readonly ApprovalSignals[];
}

/**
 * Why the frozen price of the quote needs an approval when this actor submits it. Throws `DISCOUNT_NOT_ALLOWED`
 * with the place of each discount that nobody may give.
 */
export const raiseSignals =
  ({ revisions, pricing, approvalSignals }: RaiseSignalsDeps) =>
  async (tx: Tx, actor: Principal, quote: Quote): Promise<readonly ApprovalSignal[]> => {
    const priced = await revisions.findPriced(tx, quote);
    if (priced === undefined) throw new Error(`quote ${quote.id} is ${quote.state} without a price`);
    const discounts = await askPricing(() => pricing.discountSignals(tx, actor.roles, priced));
    const signals: ApprovalSignal[] = discounts.map(({ lineId, ...signal }) => ({
      ...signal,
      itemId: lineId,
    }));
    for (const others of approvalSignals) signals.push(...(await others.raisedBy(tx, actor, quote, priced)));
    return signals;
  };
